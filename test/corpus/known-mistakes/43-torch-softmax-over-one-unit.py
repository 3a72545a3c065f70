# Source: https://stats.stackexchange.com/questions/481881
# Mistake: The same mistake in PyTorch: one output unit and a softmax over it.
import torch
from torch import nn


class ChurnModel(nn.Module):
    def __init__(self, columns):
        super().__init__()
        self.hidden = nn.Linear(columns, 24)
        self.dropout = nn.Dropout(0.2)
        self.output = nn.Linear(24, 1)

    def forward(self, x):
        x = self.dropout(torch.relu(self.hidden(x)))
        x = self.output(x)
        return nn.functional.softmax(x, dim=1)


model = ChurnModel(columns=14)
probabilities = model(torch.randn(32, 14))
loss = nn.BCELoss()(probabilities.squeeze(1), torch.randint(0, 2, (32,)).float())
loss.backward()
