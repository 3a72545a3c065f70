import torch
import torch.nn as nn
import torch.nn.functional as F


class Norm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        y = x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.eps)
        return (y * (1.0 + self.weight.float())).type_as(x)


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.norm = Norm(dim)
        self.gate, self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
        self.scale = nn.Parameter(torch.full((dim,), 0.25))

    def forward(self, x):
        y = self.norm(x)
        return x + (1 - self.scale) * self.down(F.gelu(self.gate(y), approximate="tanh") * self.up(y))


net = nn.Sequential(nn.Linear(64, 192), *[Block(192) for _ in range(4)], Norm(192), nn.Linear(192, 10))
x = torch.randn(256, 64)
net(x)
