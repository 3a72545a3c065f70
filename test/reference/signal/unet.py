import torch
import torch.nn as nn
import torch.nn.functional as F


def double(i, o):
    return nn.Sequential(
        nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True),
        nn.Conv2d(o, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.d1, self.d2, self.d3 = double(3, 32), double(32, 64), double(64, 128)
        self.pool = nn.MaxPool2d(2)
        self.up2, self.u2 = nn.ConvTranspose2d(128, 64, 2, stride=2), double(128, 64)
        self.up1, self.u1 = nn.ConvTranspose2d(64, 32, 2, stride=2), double(64, 32)
        self.out = nn.Conv2d(32, 2, 1)

    def forward(self, x):
        a = self.d1(x)
        b = self.d2(self.pool(a))
        c = self.d3(self.pool(b))
        x = self.u2(torch.cat([self.up2(c), b], dim=1))
        x = self.u1(torch.cat([self.up1(x), a], dim=1))
        return self.out(x)


net = UNet()
x = torch.randn(4, 3, 64, 64)
net(x)
