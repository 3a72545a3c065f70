import torch
import torch.nn as nn
import torch.nn.functional as F


class NeRF(nn.Module):
    def __init__(self, D=8, W=256, d_in=63, skips=(4,)):
        super().__init__()
        self.skips = skips
        self.pts_linears = nn.ModuleList(
            [nn.Linear(d_in, W)] + [nn.Linear(W, W) if i not in skips else nn.Linear(W + d_in, W) for i in range(D - 1)]
        )
        self.alpha_linear = nn.Linear(W, 1)
        self.feature_linear = nn.Linear(W, W)
        self.rgb_linear = nn.Linear(W, 3)

    def forward(self, x):
        h = x
        for i, l in enumerate(self.pts_linears):
            h = F.relu(self.pts_linears[i](h))
            if i in self.skips:
                h = torch.cat([x, h], -1)
        alpha = self.alpha_linear(h)
        rgb = self.rgb_linear(self.feature_linear(h))
        return torch.cat([rgb, alpha], -1)


net = NeRF()
x = torch.randn(256, 63)
net(x)
