import torch
import torch.nn as nn
import torch.nn.functional as F


class Ghost(nn.Module):
    def __init__(self, i, o, relu=True):
        super().__init__()
        init = o // 2
        self.primary = nn.Sequential(nn.Conv2d(i, init, 1, bias=False), nn.BatchNorm2d(init), nn.ReLU() if relu else nn.Identity())
        self.cheap = nn.Sequential(nn.Conv2d(init, o - init, 3, padding=1, groups=init, bias=False), nn.BatchNorm2d(o - init), nn.ReLU() if relu else nn.Identity())

    def forward(self, x):
        a = self.primary(x)
        b = self.cheap(a)
        return torch.cat([a, b], 1)


class Bottleneck(nn.Module):
    def __init__(self, c, mid):
        super().__init__()
        self.g1 = Ghost(c, mid)
        self.g2 = Ghost(mid, c, relu=False)

    def forward(self, x):
        return x + self.g2(self.g1(x))


net = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), Bottleneck(64, 128), Bottleneck(64, 128), Bottleneck(64, 192), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
x = torch.randn(16, 3, 32, 32)
net(x)
