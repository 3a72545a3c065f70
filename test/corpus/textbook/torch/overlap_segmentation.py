"""Segmentation by cross-entropy and Dice."""

import torch
import torch.nn.functional as F
from torch import nn


def dice(p, t, eps=1.0):
    p = torch.sigmoid(p).flatten(1)
    t = t.flatten(1)
    return 1 - ((2 * (p * t).sum(1) + eps) / (p.sum(1) + t.sum(1) + eps)).mean()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.e = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 64, 3, 2, 1),
            nn.BatchNorm2d(64),
            nn.ReLU(inplace=True),
        )
        self.d = nn.Sequential(
            nn.Upsample(scale_factor=2),
            nn.Conv2d(64, 32, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(32, 1, 1),
        )

    def forward(self, x):
        return self.d(self.e(x))


m = Net()
o = torch.optim.AdamW(m.parameters(), 1e-3)
for x, y in loader:
    z = m(x)
    l = F.binary_cross_entropy_with_logits(z, y) + dice(z, y)
    o.zero_grad()
    l.backward()
    o.step()
