"""A block of LLaMA: rotary positions, grouped queries, SwiGLU."""

import torch
import torch.nn.functional as F
from torch import nn


def rotate(x):
    a, b = x.chunk(2, -1)
    return torch.cat([-b, a], -1)


class RMSNorm(nn.Module):
    def __init__(self, d, eps=1e-6):
        super().__init__()
        self.w = nn.Parameter(torch.ones(d))
        self.eps = eps

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.w


class Attn(nn.Module):
    def __init__(self, d=512, h=8, kv=2):
        super().__init__()
        self.h, self.kv, self.dh = h, kv, d // h
        self.q, self.k, self.v, self.o = (
            nn.Linear(d, d, bias=False),
            nn.Linear(d, kv * self.dh, bias=False),
            nn.Linear(d, kv * self.dh, bias=False),
            nn.Linear(d, d, bias=False),
        )

    def forward(self, x, cos, sin, mask):
        b, t, _ = x.shape
        q = self.q(x).view(b, t, self.h, self.dh).transpose(1, 2)
        k = self.k(x).view(b, t, self.kv, self.dh).transpose(1, 2)
        v = self.v(x).view(b, t, self.kv, self.dh).transpose(1, 2)
        q, k = q * cos + rotate(q) * sin, k * cos + rotate(k) * sin
        k, v = (z.repeat_interleave(self.h // self.kv, 1) for z in (k, v))
        s = (q @ k.transpose(-2, -1)) / self.dh**0.5 + mask
        return self.o((F.softmax(s.float(), -1).type_as(q) @ v).transpose(1, 2).reshape(b, t, -1))


class Block(nn.Module):
    def __init__(self, d=512):
        super().__init__()
        self.n1, self.n2, self.a = RMSNorm(d), RMSNorm(d), Attn(d)
        self.w1, self.w2, self.w3 = (
            nn.Linear(d, 1376, bias=False),
            nn.Linear(1376, d, bias=False),
            nn.Linear(d, 1376, bias=False),
        )

    def forward(self, x, c, s, m):
        x = x + self.a(self.n1(x), c, s, m)
        y = self.n2(x)
        return x + self.w2(F.silu(self.w1(y)) * self.w3(y))
