import torch
import torch.nn as nn
import torch.nn.functional as F


class Inception(nn.Module):
    def __init__(self, i):
        super().__init__()
        self.b1 = nn.Conv2d(i, 32, 1)
        self.b2 = nn.Sequential(nn.Conv2d(i, 48, 1), nn.ReLU(), nn.Conv2d(48, 64, 3, padding=1))
        self.b3 = nn.Sequential(nn.Conv2d(i, 16, 1), nn.ReLU(), nn.Conv2d(16, 32, 5, padding=2))
        self.b4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(i, 32, 1))

    def forward(self, x):
        return F.relu(torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], 1))


net = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), Inception(32), Inception(160), nn.MaxPool2d(2), Inception(160), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(160, 10))
x = torch.randn(8, 3, 32, 32)
net(x)
