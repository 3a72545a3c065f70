import torch
import torch.nn as nn
import torch.nn.functional as F


class RadialBasis(nn.Module):
    def __init__(self, low=-2.0, high=2.0, grids=8):
        super().__init__()
        self.grid = nn.Parameter(torch.linspace(low, high, grids), requires_grad=False)
        self.denominator = (high - low) / (grids - 1)

    def forward(self, x):
        return torch.exp(-(((x[..., None] - self.grid) / self.denominator) ** 2))


class FastKANLayer(nn.Module):
    def __init__(self, in_dim, out_dim, grids=8, scale=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(in_dim)
        self.rbf = RadialBasis(grids=grids)
        self.spline = nn.Linear(in_dim * grids, out_dim, bias=False)
        self.base = nn.Linear(in_dim, out_dim)
        nn.init.trunc_normal_(self.spline.weight, mean=0, std=scale)

    def forward(self, x):
        basis = self.rbf(self.norm(x))
        out = self.spline(basis.view(*basis.shape[:-2], -1))
        return out + self.base(F.silu(x))


class FastKAN(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList([FastKANLayer(a, b) for a, b in zip(sizes[:-1], sizes[1:])])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


net = FastKAN([64, 128, 128, 10])
x = torch.randn(64, 64)
net(x)
