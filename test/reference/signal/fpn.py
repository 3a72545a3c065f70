import torch
import torch.nn as nn
import torch.nn.functional as F


def conv_bn(i, o, stride):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class FPN(nn.Module):
    def __init__(self, out_channels=64, num_anchors=3, num_classes=5):
        super().__init__()
        self.stem = conv_bn(3, 32, 2)
        self.c3 = conv_bn(32, 64, 2)
        self.c4 = conv_bn(64, 128, 2)
        self.c5 = conv_bn(128, 256, 2)
        self.lateral5 = nn.Conv2d(256, out_channels, 1)
        self.lateral4 = nn.Conv2d(128, out_channels, 1)
        self.lateral3 = nn.Conv2d(64, out_channels, 1)
        self.smooth4 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.smooth3 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.tower = nn.Sequential(
            nn.Conv2d(out_channels, out_channels, 3, padding=1),
            nn.GroupNorm(16, out_channels),
            nn.ReLU(),
        )
        self.cls = nn.Conv2d(out_channels, num_anchors * num_classes, 3, padding=1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        nn.init.normal_(self.cls.weight, std=0.01)
        nn.init.constant_(self.cls.bias, -4.595)

    def forward(self, x):
        c3 = self.c3(self.stem(x))
        c4 = self.c4(c3)
        c5 = self.c5(c4)
        p5 = self.lateral5(c5)
        p4 = self.lateral4(c4) + F.interpolate(p5, size=c4.shape[-2:], mode="nearest")
        p3 = self.lateral3(c3) + F.interpolate(p4, size=c3.shape[-2:], mode="nearest")
        p4, p3 = self.smooth4(p4), self.smooth3(p3)
        return self.cls(self.tower(p3))


net = FPN()
x = torch.randn(4, 3, 64, 64)
net(x)
