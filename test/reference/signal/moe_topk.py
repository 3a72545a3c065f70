import torch
import torch.nn as nn
import torch.nn.functional as F


class Expert(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(d, h), nn.ReLU(), nn.Linear(h, d))

    def forward(self, x):
        return self.net(x)


class SoftMoE(nn.Module):
    def __init__(self, d=64, h=128, n=4):
        super().__init__()
        self.router = nn.Linear(d, n)
        self.experts = nn.ModuleList([Expert(d, h) for _ in range(n)])

    def forward(self, x):
        weights = F.softmax(self.router(x), dim=-1)
        out = torch.stack([e(x) for e in self.experts], dim=1)
        return (weights.unsqueeze(-1) * out).sum(dim=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(32, 64)
        self.moe1 = SoftMoE()
        self.norm = nn.LayerNorm(64)
        self.moe2 = SoftMoE()
        self.out = nn.Linear(64, 3)

    def forward(self, x):
        x = self.inp(x)
        x = x + self.moe1(x)
        x = x + self.moe2(self.norm(x))
        return self.out(x)


net = Net()
x = torch.randn(128, 32)
net(x)
