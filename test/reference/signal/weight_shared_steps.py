import torch
import torch.nn as nn
import torch.nn.functional as F


class Recursive(nn.Module):
    """The same block is applied several times."""

    def __init__(self, d=128, steps=4):
        super().__init__()
        self.inp = nn.Linear(20, d)
        self.core = nn.Linear(d, d)
        self.steps = steps
        self.out = nn.Linear(d, 2)

    def forward(self, x):
        h = F.relu(self.inp(x))
        for _ in range(self.steps):
            h = F.relu(self.core(h))
        return self.out(h)


net = Recursive()
x = torch.randn(128, 20)
net(x)
