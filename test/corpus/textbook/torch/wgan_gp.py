"""A Wasserstein GAN with a gradient penalty."""

import torch
from torch import nn

G = nn.Sequential(nn.Linear(100, 256), nn.BatchNorm1d(256), nn.ReLU(True), nn.Linear(256, 784), nn.Tanh())
D = nn.Sequential(
    nn.Linear(784, 512),
    nn.LeakyReLU(0.2, True),
    nn.Linear(512, 256),
    nn.LeakyReLU(0.2, True),
    nn.Linear(256, 1),
)
og, od = (
    torch.optim.Adam(G.parameters(), 1e-4, (0.0, 0.9)),
    torch.optim.Adam(D.parameters(), 1e-4, (0.0, 0.9)),
)


def gp(r, f):
    a = torch.rand(r.size(0), 1)
    x = (a * r + (1 - a) * f).requires_grad_(True)
    g = torch.autograd.grad(D(x).sum(), x, create_graph=True)[0]
    return ((g.norm(2, dim=1) - 1) ** 2).mean()


for r, _ in loader:
    r = r.view(r.size(0), -1) * 2 - 1
    f = G(torch.randn(r.size(0), 100))
    ld = D(f.detach()).mean() - D(r).mean() + 10 * gp(r, f.detach())
    od.zero_grad()
    ld.backward()
    od.step()
    lg = -D(f).mean()
    og.zero_grad()
    lg.backward()
    og.step()
