"""Self-attention over positions, as in SAGAN (Zhang et al. 2019), and the non-local block."""

import torch
import torch.nn.functional as F
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.query, self.key = nn.Conv1d(channels, channels // 8, 1), nn.Conv1d(channels, channels // 8, 1)
        self.value, self.gamma = nn.Conv1d(channels, channels, 1), nn.Parameter(torch.zeros(1))

    def forward(self, x):
        flat = x.view(*x.size()[:2], -1)
        beta = F.softmax(torch.bmm(self.query(flat).transpose(1, 2), self.key(flat)), dim=1)
        return (self.gamma * torch.bmm(self.value(flat), beta) + flat).view_as(x)


class NonLocal(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.theta, self.phi = nn.Conv2d(channels, channels // 2, 1), nn.Conv2d(channels, channels // 2, 1)
        self.g, self.out = nn.Conv2d(channels, channels // 2, 1), nn.Conv2d(channels // 2, channels, 1)
        nn.init.zeros_(self.out.weight)

    def forward(self, x):
        b, c, h, w = x.shape
        theta, phi, g = (f(x).view(b, c // 2, -1) for f in (self.theta, self.phi, self.g))
        y = F.softmax(theta.transpose(1, 2) @ phi, dim=-1) @ g.transpose(1, 2)
        return x + self.out(y.transpose(1, 2).reshape(b, c // 2, h, w))
