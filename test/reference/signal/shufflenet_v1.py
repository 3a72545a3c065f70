import torch
import torch.nn as nn
import torch.nn.functional as F


def shuffle(x, g):
    b, c, h, w = x.size()
    return x.view(b, g, c // g, h, w).transpose(1, 2).contiguous().view(b, -1, h, w)


class Unit(nn.Module):
    def __init__(self, c, g=4):
        super().__init__()
        self.g = g
        self.c1 = nn.Conv2d(c, c // 4, 1, groups=g, bias=False)
        self.b1 = nn.BatchNorm2d(c // 4)
        self.c2 = nn.Conv2d(c // 4, c // 4, 3, padding=1, groups=c // 4, bias=False)
        self.b2 = nn.BatchNorm2d(c // 4)
        self.c3 = nn.Conv2d(c // 4, c, 1, groups=g, bias=False)
        self.b3 = nn.BatchNorm2d(c)

    def forward(self, x):
        y = F.relu(self.b1(self.c1(x)))
        y = self.b2(self.c2(shuffle(y, self.g)))
        return F.relu(x + self.b3(self.c3(y)))


net = nn.Sequential(nn.Conv2d(3, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(), Unit(128), Unit(128), Unit(128), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))
x = torch.randn(16, 3, 32, 32)
net(x)
