"""A mixture density network (Bishop 1994)."""

import torch
import torch.nn.functional as F
from torch import nn


class MDN(nn.Module):
    def __init__(self, hidden=20, mixtures=5):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(1, hidden), nn.Tanh())
        self.pi, self.sigma, self.mu = nn.Linear(hidden, mixtures), nn.Linear(hidden, mixtures), nn.Linear(hidden, mixtures)

    def forward(self, x):
        h = self.body(x)
        return F.softmax(self.pi(h), -1), torch.exp(self.sigma(h)), self.mu(h)


def mdn_loss(pi, sigma, mu, target):
    density = torch.distributions.Normal(mu, sigma).log_prob(target)
    return -torch.logsumexp(density + torch.log(pi + 1e-8), dim=1).mean()
