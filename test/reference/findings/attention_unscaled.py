import torch
import torch.nn as nn


class Attention(nn.Module):
    def __init__(self, dim=128, heads=2):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.q = nn.Linear(dim, dim)
        self.k = nn.Linear(dim, dim)
        self.v = nn.Linear(dim, dim)
        self.o = nn.Linear(dim, dim)
        for m in (self.q, self.k, self.v):
            nn.init.xavier_uniform_(m.weight)

    def forward(self, x):
        b, n, d = x.shape
        y = self.norm(x)
        q = self.q(y).view(b, n, self.heads, d // self.heads).transpose(1, 2)
        k = self.k(y).view(b, n, self.heads, d // self.heads).transpose(1, 2)
        v = self.v(y).view(b, n, self.heads, d // self.heads).transpose(1, 2)
        scores = torch.matmul(q, k.transpose(-2, -1))
        a = torch.softmax(scores, dim=-1)
        return x + self.o((a @ v).transpose(1, 2).reshape(b, n, d))


net = Attention()
x = torch.randn(16, 32, 128)
net(x)
