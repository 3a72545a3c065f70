"""Dynamic routing between capsules (Sabour et al. 2017)."""

import torch
import torch.nn.functional as F
from torch import nn


def squash(s, dim=-1):
    norm = (s**2).sum(dim=dim, keepdim=True)
    return norm / (1 + norm) * s / torch.sqrt(norm + 1e-8)


class Capsules(nn.Module):
    def __init__(self, inputs=1152, outputs=10, size=8, out=16):
        super().__init__()
        self.conv = nn.Conv2d(1, 256, 9)
        self.primary = nn.Conv2d(256, 256, 9, stride=2)
        self.weight = nn.Parameter(0.01 * torch.randn(1, inputs, outputs, out, size))

    def forward(self, x):
        u = squash(self.primary(F.relu(self.conv(x))).view(x.size(0), -1, 8))
        votes = (self.weight @ u[:, :, None, :, None]).squeeze(-1)
        logits = torch.zeros(votes.shape[:3], device=x.device)
        for _ in range(3):
            coupling = F.softmax(logits, dim=2)
            v = squash((coupling.unsqueeze(-1) * votes).sum(dim=1))
            logits = logits + (votes * v.unsqueeze(1)).sum(-1)
        return v.norm(dim=-1)
