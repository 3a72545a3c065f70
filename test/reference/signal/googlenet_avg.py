import torch
import torch.nn as nn
import torch.nn.functional as F


class Mixed(nn.Module):
    def __init__(self, i):
        super().__init__()
        self.b1 = nn.Sequential(nn.Conv2d(i, 32, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU())
        self.b2 = nn.Sequential(nn.Conv2d(i, 32, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.Conv2d(32, 48, 3, padding=1, bias=False), nn.BatchNorm2d(48), nn.ReLU())
        self.pool = nn.AvgPool2d(3, stride=1, padding=1)
        self.b3 = nn.Sequential(nn.Conv2d(i, 16, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU())

    def forward(self, x):
        return torch.cat([self.b1(x), self.b2(x), self.b3(self.pool(x))], 1)


net = nn.Sequential(nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(3, 2, 1), Mixed(32), Mixed(96), Mixed(96), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(96, 10))
x = torch.randn(16, 3, 64, 64)
net(x)
