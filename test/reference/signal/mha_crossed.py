import torch
import torch.nn as nn
import torch.nn.functional as F

class Block(nn.Module):
    def __init__(self, d, h=4):
        super().__init__()
        self.n1, self.n2, self.n3 = nn.LayerNorm(d), nn.LayerNorm(d), nn.LayerNorm(d)
        self.self_attn = nn.MultiheadAttention(d, h, dropout=0.1, batch_first=True)
        self.cross = nn.MultiheadAttention(d, h, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d))

    def forward(self, x, m):
        y = self.n1(x)
        x = x + self.self_attn(y, y, y, need_weights=False)[0]
        x = x + self.cross(self.n2(x), m, m)[0]
        return x + self.ff(self.n3(x))


class Net(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.query, self.memory = nn.Linear(8, d), nn.Linear(8, d)
        self.blocks = nn.ModuleList([Block(d) for _ in range(2)])
        self.head = nn.Linear(d, 3)

    def forward(self, x):
        q, m = self.query(x[:, :8]), self.memory(x[:, 8:])
        for b in self.blocks:
            q = b(q, m)
        return self.head(q)


net = Net()

x = torch.randn(16, 24, 8)
net(x)
