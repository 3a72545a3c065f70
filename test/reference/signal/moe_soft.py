import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Expert(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, h), nn.Linear(h, d)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x)))


class MoE(nn.Module):
    def __init__(self, d=64, h=128, n=4):
        super().__init__()
        self.experts = nn.ModuleList([Expert(d, h) for _ in range(n)])
        self.gate = nn.Linear(d, n)

    def forward(self, x):
        weights = F.softmax(self.gate(x), dim=-1)
        outputs = torch.stack([expert(x) for expert in self.experts], dim=1)
        return torch.sum(weights.unsqueeze(-1) * outputs, dim=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(20, 64)
        self.moe = MoE()
        self.norm = nn.LayerNorm(64)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.inp(x))
        x = self.norm(x + self.moe(x))
        return self.out(x)


net = Net()
x = torch.randn(128, 20)
net(x)
