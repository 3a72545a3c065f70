import torch
import torch.nn as nn


class ShortConvGate(nn.Module):
    def __init__(self, d, k=3):
        super().__init__()
        self.proj = nn.Linear(d, 3 * d)
        self.short = nn.Conv1d(3 * d, 3 * d, k, padding=k - 1, groups=3 * d)
        self.long = nn.Conv1d(d, d, 31, padding=30, groups=d)
        self.out = nn.Linear(d, d)

    def forward(self, x):
        L = x.size(1)
        u = self.proj(x).transpose(1, 2)
        u = self.short(u)[..., :L]
        x1, x2, v = u.split(u.size(1) // 3, dim=1)
        v = self.long(v * x1)[..., :L]
        y = (v * x2).transpose(1, 2)
        return self.out(y)


class Net(nn.Module):
    def __init__(self, d=96):
        super().__init__()
        self.emb = nn.Embedding(64, d)
        self.n1 = nn.LayerNorm(d)
        self.h1 = ShortConvGate(d)
        self.n2 = nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))
        self.head = nn.Linear(d, 64)

    def forward(self, t):
        x = self.emb(t)
        x = x + self.h1(self.n1(x))
        x = x + self.mlp(self.n2(x))
        return self.head(x)


net = Net()
x = torch.randint(0, 64, (16, 64))
net(x)
