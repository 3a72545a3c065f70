# Source: https://cs231n.github.io/neural-networks-1/
# Mistake: Adam with a learning rate of 0.1 on a ReLU network: units die in the first steps.
import torch
from torch import nn, optim

model = nn.Sequential(nn.Linear(30, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 2))
criterion = nn.CrossEntropyLoss()
optimizer = optim.Adam(model.parameters(), lr=0.1)

for epoch in range(50):
    x, y = torch.randn(64, 30), torch.randint(0, 2, (64,))
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
