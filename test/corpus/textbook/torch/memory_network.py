"""End-to-end memory network with three hops (Sukhbaatar et al. 2015)."""

import torch
import torch.nn.functional as F
from torch import nn


class MemN2N(nn.Module):
    def __init__(self, words=200, size=50, hops=3):
        super().__init__()
        self.a = nn.ModuleList(nn.Embedding(words, size) for _ in range(hops + 1))
        self.hops = hops
        for table in self.a:
            nn.init.normal_(table.weight, std=0.1)

    def forward(self, story, query):
        u = self.a[0](query).sum(1)
        for hop in range(self.hops):
            m, c = self.a[hop](story).sum(2), self.a[hop + 1](story).sum(2)
            p = F.softmax((m * u.unsqueeze(1)).sum(2), dim=1)
            u = u + (p.unsqueeze(2) * c).sum(1)
        return u @ self.a[self.hops].weight.t()
