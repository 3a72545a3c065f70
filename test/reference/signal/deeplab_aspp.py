import torch
import torch.nn as nn
import torch.nn.functional as F


class ASPP(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.b0 = nn.Sequential(nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.rates = nn.ModuleList([nn.Sequential(nn.Conv2d(i, o, 3, padding=r, dilation=r, bias=False), nn.BatchNorm2d(o), nn.ReLU()) for r in (2, 4, 6)])
        self.pool = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(i, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU())
        self.project = nn.Sequential(nn.Conv2d(5 * o, o, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Dropout(0.5))

    def forward(self, x):
        res = [self.b0(x)] + [r(x) for r in self.rates]
        p = self.pool(x)
        res.append(F.interpolate(p, size=x.shape[-2:], mode='bilinear', align_corners=False))
        return self.project(torch.cat(res, dim=1))


class DeepLab(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.Conv2d(64, 128, 3, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU())
        self.aspp = ASPP(128, 64)
        self.head = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.Conv2d(64, 5, 1))

    def forward(self, x):
        y = self.head(self.aspp(self.stem(x)))
        return F.interpolate(y, size=x.shape[-2:], mode='bilinear', align_corners=False)


net = DeepLab()
x = torch.randn(8, 3, 64, 64)
net(x)
