import torch
import torch.nn as nn
import torch.nn.functional as F


class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2, mode='bilinear', align_corners=True)
        self.conv = nn.Conv2d(i, o, 3, padding=1)

    def forward(self, x, skip):
        return F.relu(self.conv(torch.cat([skip, self.up(x)], 1)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2, self.c3 = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 64, 3, padding=1), nn.Conv2d(64, 128, 3, padding=1)
        self.u2, self.u1 = Up(192, 64), Up(96, 32)
        self.out = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        a = F.relu(self.c1(x))
        b = F.relu(self.c2(F.max_pool2d(a, 2)))
        c = F.relu(self.c3(F.max_pool2d(b, 2)))
        return self.out(self.u1(self.u2(c, b), a))


net = Net()
x = torch.randn(4, 3, 64, 64)
net(x)
