# Source: https://github.com/ray-project/ray/issues/17117
# Mistake: A single linear layer goes into BCELoss: all elements of the input should be between 0 and 1.
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

features = torch.randn(200, 1)
labels = (features > 0).float()
loader = DataLoader(TensorDataset(features, labels), batch_size=20, shuffle=True)

model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1e-4)
criterion = torch.nn.BCELoss()
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.9)

for epoch in range(10):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    scheduler.step()
