import torch
import torch.nn as nn
import torch.nn.functional as F


class RepVGGBlock(nn.Module):
    def __init__(self, i, o, stride=1):
        super().__init__()
        self.identity = nn.BatchNorm2d(i) if i == o and stride == 1 else None
        self.dense = nn.Sequential(nn.Conv2d(i, o, 3, stride, 1, bias=False), nn.BatchNorm2d(o))
        self.one = nn.Sequential(nn.Conv2d(i, o, 1, stride, bias=False), nn.BatchNorm2d(o))
        self.act = nn.ReLU()

    def forward(self, x):
        identity = 0 if self.identity is None else self.identity(x)
        return self.act(self.dense(x) + self.one(x) + identity)


net = nn.Sequential(RepVGGBlock(3, 64, 2), RepVGGBlock(64, 64), RepVGGBlock(64, 64), RepVGGBlock(64, 128, 2), RepVGGBlock(128, 128), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10))
x = torch.randn(16, 3, 32, 32)
net(x)
