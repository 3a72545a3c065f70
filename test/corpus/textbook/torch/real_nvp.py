"""RealNVP: coupling layers with bounded scales."""

import torch
from torch import nn


class Coupling(nn.Module):
    def __init__(self, d, h, mask):
        super().__init__()
        self.register_buffer("m", mask)
        self.s = nn.Sequential(
            nn.Linear(d, h), nn.LeakyReLU(), nn.Linear(h, h), nn.LeakyReLU(), nn.Linear(h, d), nn.Tanh()
        )
        self.t = nn.Sequential(
            nn.Linear(d, h), nn.LeakyReLU(), nn.Linear(h, h), nn.LeakyReLU(), nn.Linear(h, d)
        )

    def forward(self, x):
        xm = x * self.m
        s, t = self.s(xm) * (1 - self.m), self.t(xm) * (1 - self.m)
        return xm + (1 - self.m) * (x * s.exp() + t), s.sum(1)


class Flow(nn.Module):
    def __init__(self):
        super().__init__()
        ms = torch.tensor([[0.0, 1.0], [1.0, 0.0]] * 3)
        self.c = nn.ModuleList(Coupling(2, 128, m) for m in ms)
        self.p = torch.distributions.MultivariateNormal(torch.zeros(2), torch.eye(2))

    def log_prob(self, x):
        ld = 0
        for c in self.c:
            x, l = c(x)
            ld = ld + l
        return self.p.log_prob(x) + ld


f = Flow()
o = torch.optim.Adam(f.parameters(), 1e-4)
for x in loader:
    loss = -f.log_prob(x).mean()
    o.zero_grad()
    loss.backward()
    o.step()
