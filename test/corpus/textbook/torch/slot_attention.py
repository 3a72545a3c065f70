"""Slot attention: slots compete for places."""

import torch
from torch import nn


class Slots(nn.Module):
    def __init__(self, k=5, d=64, it=3):
        super().__init__()
        self.k, self.it, self.sc = k, it, d**-0.5
        self.mu, self.ls = nn.Parameter(torch.randn(1, 1, d)), nn.Parameter(torch.zeros(1, 1, d))
        self.q, self.kk, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.g = nn.GRUCell(d, d)
        self.m = nn.Sequential(nn.Linear(d, 2 * d), nn.ReLU(), nn.Linear(2 * d, d))
        self.ni, self.ns, self.nm = nn.LayerNorm(d), nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x):
        b, n, d = x.shape
        s = self.mu + self.ls.exp() * torch.randn(b, self.k, d, device=x.device)
        x = self.ni(x)
        k, v = self.kk(x), self.v(x)
        for _ in range(self.it):
            p = s
            q = self.q(self.ns(s))
            a = (torch.einsum("bid,bjd->bij", q, k) * self.sc).softmax(dim=1) + 1e-8
            u = torch.einsum("bjd,bij->bid", v, a / a.sum(-1, keepdim=True))
            s = self.g(u.reshape(-1, d), p.reshape(-1, d)).reshape(b, -1, d)
            s = s + self.m(self.nm(s))
        return s
