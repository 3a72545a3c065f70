import torch
import torch.nn as nn


class MultiBranch(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU())
        self.b1 = nn.Sequential(nn.Conv2d(32, 16, 1), nn.ReLU())
        self.b2 = nn.Sequential(nn.Conv2d(32, 16, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU())
        self.b3 = nn.Sequential(nn.Conv2d(32, 8, 1), nn.ReLU(), nn.Conv2d(8, 16, 5, padding=2), nn.ReLU())
        self.b4 = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(32, 16, 1), nn.ReLU())
        self.conv = nn.Conv2d(80, 64, 3, stride=2, padding=1)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.cls = nn.Linear(64, 10)
        self.box = nn.Linear(64, 4)

    def forward(self, x):
        x = self.stem(x)
        x = torch.cat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], dim=1)
        x = self.relu(self.conv(x))
        x = self.pool(x).flatten(1)
        return self.cls(x)


net = MultiBranch()
x = torch.randn(8, 3, 32, 32)
net(x)
