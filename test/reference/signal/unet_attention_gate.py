import torch
import torch.nn as nn
import torch.nn.functional as F


class Gate(nn.Module):
    def __init__(self, g, l, inner):
        super().__init__()
        self.wg = nn.Sequential(nn.Conv2d(g, inner, 1), nn.BatchNorm2d(inner))
        self.wx = nn.Sequential(nn.Conv2d(l, inner, 1), nn.BatchNorm2d(inner))
        self.psi = nn.Sequential(nn.Conv2d(inner, 1, 1), nn.BatchNorm2d(1), nn.Sigmoid())
        self.relu = nn.ReLU()

    def forward(self, g, x):
        psi = self.psi(self.relu(self.wg(g) + self.wx(x)))
        return x * psi


def double(i, o):
    return nn.Sequential(nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU())


class AttUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = double(3, 32)
        self.pool = nn.MaxPool2d(2)
        self.c2 = double(32, 64)
        self.c3 = double(64, 128)
        self.up2 = nn.ConvTranspose2d(128, 64, 2, 2)
        self.a2 = Gate(64, 64, 32)
        self.d2 = double(128, 64)
        self.up1 = nn.ConvTranspose2d(64, 32, 2, 2)
        self.a1 = Gate(32, 32, 16)
        self.d1 = double(64, 32)
        self.out = nn.Conv2d(32, 2, 1)

    def forward(self, x):
        x1 = self.c1(x)
        x2 = self.c2(self.pool(x1))
        x3 = self.c3(self.pool(x2))
        u2 = self.up2(x3)
        u2 = self.d2(torch.cat([self.a2(u2, x2), u2], 1))
        u1 = self.up1(u2)
        u1 = self.d1(torch.cat([self.a1(u1, x1), u1], 1))
        return self.out(u1)


net = AttUNet()
x = torch.randn(4, 3, 32, 32)
net(x)
