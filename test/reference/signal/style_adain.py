import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class AdaIN(nn.Module):
    def __init__(self, channels, w_dim):
        super().__init__()
        self.norm = nn.InstanceNorm2d(channels)
        self.style = nn.Linear(w_dim, 2 * channels)

    def forward(self, x, w):
        gamma, beta = self.style(w).chunk(2, 1)
        return self.norm(x) * (1 + gamma[:, :, None, None]) + beta[:, :, None, None]


class Generator(nn.Module):
    def __init__(self, w_dim=64, ch=32):
        super().__init__()
        self.mapping = nn.Sequential(*[m for _ in range(4) for m in (nn.Linear(w_dim, w_dim), nn.LeakyReLU(0.2))])
        self.const = nn.Parameter(torch.randn(1, ch, 4, 4))
        self.conv1, self.ada1 = nn.Conv2d(ch, ch, 3, padding=1), AdaIN(ch, w_dim)
        self.conv2, self.ada2 = nn.Conv2d(ch, ch, 3, padding=1), AdaIN(ch, w_dim)
        self.rgb = nn.Conv2d(ch, 3, 1)

    def forward(self, z):
        w = self.mapping(z)
        x = self.const.expand(z.size(0), -1, -1, -1)
        x = F.leaky_relu(self.ada1(self.conv1(x), w), 0.2)
        x = F.interpolate(x, scale_factor=2, mode='nearest')
        x = F.leaky_relu(self.ada2(self.conv2(x), w), 0.2)
        return self.rgb(x)


net = Generator()
x = torch.randn(32, 64)
net(x)
