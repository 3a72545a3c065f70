import torch
import torch.nn as nn


class DiagonalScan(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.log_decay = nn.Parameter(torch.zeros(dim))
        self.in_proj = nn.Linear(dim, dim)
        self.out_proj = nn.Linear(dim, dim)

    def forward(self, x):
        a = torch.sigmoid(self.log_decay)
        u = self.in_proj(x)
        h = torch.zeros_like(u[:, 0])
        outs = []
        for t in range(u.shape[1]):
            h = a * h + (1 - a) * u[:, t]
            outs.append(h)
        return self.out_proj(torch.stack(outs, dim=1))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(16, 64)
        self.norm = nn.LayerNorm(64)
        self.scan = DiagonalScan(64)
        self.head = nn.Linear(64, 4)

    def forward(self, x):
        x = self.inp(x)
        x = x + self.scan(self.norm(x))
        return self.head(x[:, -1])


net = Model()
x = torch.randn(32, 24, 16)
net(x)
