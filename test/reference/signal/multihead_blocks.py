import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, d, heads):
        super().__init__()
        self.attention = nn.MultiheadAttention(d, heads, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Dropout(0.1), nn.Linear(2 * d, d))

    def forward(self, x):
        a, _ = self.attention(x, x, x)
        x = self.norm1(x + a)
        return self.norm2(x + self.ff(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(16, 128)
        self.blocks = nn.ModuleList([Block(128, 4) for _ in range(3)])
        self.out = nn.Linear(128, 3)

    def forward(self, x):
        x = self.inp(x)
        for block in self.blocks:
            x = block(x)
        return self.out(x.mean(1))


net = Net()
x = torch.randn(16, 20, 16)
net(x)
