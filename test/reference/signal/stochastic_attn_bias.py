import torch
import torch.nn as nn


class RelAttention(nn.Module):
    def __init__(self, dim, heads, n):
        super().__init__()
        self.h = heads
        self.qkv = nn.Linear(dim, dim * 3, bias=False)
        self.bias = nn.Parameter(torch.zeros(heads, n, n))
        self.o = nn.Linear(dim, dim)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        B, N, D = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, self.h, D // self.h).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        s = q @ k.transpose(-1, -2) * (D // self.h) ** -0.5 + self.bias
        a = self.drop(s.softmax(dim=-1))
        y = (a @ v).transpose(1, 2).flatten(2)
        return self.o(y)


class Net(nn.Module):
    def __init__(self, dim=96, n=36):
        super().__init__()
        self.emb = nn.Linear(12, dim)
        self.attns = nn.ModuleList([RelAttention(dim, 3, n) for _ in range(3)])
        self.norms = nn.ModuleList([nn.LayerNorm(dim) for _ in range(3)])
        self.head = nn.Linear(dim, 6)

    def forward(self, x):
        x = self.emb(x)
        for n, a in zip(self.norms, self.attns):
            x = x + a(n(x))
        return self.head(x.mean(1))


net = Net()
x = torch.randn(16, 36, 12)
net(x)
