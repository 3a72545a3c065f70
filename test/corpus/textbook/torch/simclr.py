"""SimCLR: views of one image are told from all others."""

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models import resnet18


class SimCLR(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = resnet18()
        d = self.f.fc.in_features
        self.f.fc = nn.Identity()
        self.g = nn.Sequential(nn.Linear(d, d), nn.ReLU(), nn.Linear(d, 128))

    def forward(self, x):
        return F.normalize(self.g(self.f(x)), dim=1)


def nt_xent(z, t=0.5):
    n = z.size(0) // 2
    s = z @ z.t() / t
    s.fill_diagonal_(float("-inf"))
    y = torch.cat([torch.arange(n, 2 * n), torch.arange(0, n)])
    return F.cross_entropy(s, y)


m = SimCLR()
o = torch.optim.Adam(m.parameters(), 3e-4)
for (a, b), _ in loader:
    l = nt_xent(m(torch.cat([a, b])))
    o.zero_grad()
    l.backward()
    o.step()
