import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 32, 3, padding=1)
        self.act = nn.ReLU()
        self.c = nn.Linear(32, 10)

    def forward(self, x):
        x = self.act(self.a(x))
        x = F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)
        x = self.act(self.b(x))
        return self.c(x.mean((2, 3)))


net = Net()
x = torch.randn(16, 3, 16, 16)
net(x)
