import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, d, p):
        super().__init__()
        self.norm = nn.BatchNorm1d(d)
        self.l0 = nn.Linear(d, 2 * d)
        self.l1 = nn.Linear(2 * d, d)
        self.p = nn.Dropout(p)

    def forward(self, x):
        z = self.norm(x)
        z = self.p(torch.relu(self.l0(z)))
        z = self.p(self.l1(z))
        return x + z


class TabResNet(nn.Module):
    def __init__(self, d_in=24, d=128, n=4):
        super().__init__()
        self.first = nn.Linear(d_in, d)
        self.blocks = nn.ModuleList([Block(d, 0.1) for _ in range(n)])
        self.last_norm = nn.BatchNorm1d(d)
        self.head = nn.Linear(d, 1)

    def forward(self, x):
        x = self.first(x)
        for b in self.blocks:
            x = b(x)
        return self.head(torch.relu(self.last_norm(x))).squeeze(-1)


net = TabResNet()
x = torch.randn(256, 24)
net(x)
