"""Soft actor-critic with a squashed Gaussian."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.distributions import Normal


class Actor(nn.Module):
    def __init__(self, s=17, a=6, h=256):
        super().__init__()
        self.b = nn.Sequential(nn.Linear(s, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU())
        self.mu, self.ls = nn.Linear(h, a), nn.Linear(h, a)

    def forward(self, s):
        h = self.b(s)
        mu, ls = self.mu(h), self.ls(h).clamp(-20, 2)
        d = Normal(mu, ls.exp())
        u = d.rsample()
        a = torch.tanh(u)
        lp = d.log_prob(u) - torch.log(1 - a.pow(2) + 1e-6)
        return a, lp.sum(-1, keepdim=True)


class Q(nn.Module):
    def __init__(self, s=17, a=6, h=256):
        super().__init__()
        self.n = nn.Sequential(nn.Linear(s + a, h), nn.ReLU(), nn.Linear(h, h), nn.ReLU(), nn.Linear(h, 1))

    def forward(self, s, a):
        return self.n(torch.cat([s, a], -1))


pi, q1, q2 = Actor(), Q(), Q()
oa, oc = torch.optim.Adam(pi.parameters(), 3e-4), torch.optim.Adam([*q1.parameters(), *q2.parameters()], 3e-4)
for s, a, r, s2, d in buffer:
    with torch.no_grad():
        a2, lp = pi(s2)
        y = r + 0.99 * (1 - d) * (torch.min(q1(s2, a2), q2(s2, a2)) - 0.2 * lp)
    lq = F.mse_loss(q1(s, a), y) + F.mse_loss(q2(s, a), y)
    oc.zero_grad()
    lq.backward()
    oc.step()
    na, lp = pi(s)
    la = (0.2 * lp - torch.min(q1(s, na), q2(s, na))).mean()
    oa.zero_grad()
    la.backward()
    oa.step()
