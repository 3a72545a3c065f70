"""Highway layers with a transform gate that starts closed (Srivastava et al. 2015)."""

import torch
import torch.nn.functional as F
from torch import nn


class Highway(nn.Module):
    def __init__(self, size, layers=3):
        super().__init__()
        self.linear = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        for gate in self.gate:
            nn.init.constant_(gate.bias, -2.0)

    def forward(self, x):
        for linear, gate in zip(self.linear, self.gate):
            g = torch.sigmoid(gate(x))
            x = g * F.relu(linear(x)) + (1 - g) * x
        return x
