import torch
import torch.nn as nn


class Coupling(nn.Module):
    def __init__(self, dim, hidden, flip):
        super().__init__()
        self.flip = flip
        half = dim // 2
        self.scale_net = nn.Sequential(nn.Linear(half, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, half), nn.Tanh())
        self.shift_net = nn.Sequential(nn.Linear(half, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, half))

    def forward(self, x):
        x1, x2 = x.chunk(2, dim=1)
        if self.flip:
            x1, x2 = x2, x1
        s, t = self.scale_net(x1), self.shift_net(x1)
        y2 = x2 * torch.exp(s) + t
        if self.flip:
            x1, y2 = y2, x1
        return torch.cat([x1, y2], dim=1)


class RealNVP(nn.Module):
    def __init__(self, dim=32, hidden=128, layers=4):
        super().__init__()
        self.couplings = nn.ModuleList([Coupling(dim, hidden, i % 2 == 1) for i in range(layers)])
        self.head = nn.Linear(dim, 8)

    def forward(self, x):
        for coupling in self.couplings:
            x = coupling(x)
        return self.head(x)


net = RealNVP()
x = torch.randn(256, 32)
net(x)
