import torch
import torch.nn as nn
import torch.nn.functional as F


class WSConv2d(nn.Conv2d):
    def forward(self, x):
        w = self.weight
        mean = w.mean(dim=(1, 2, 3), keepdim=True)
        std = w.std(dim=(1, 2, 3), keepdim=True)
        w = (w - mean) / (std + 1e-5)
        return F.conv2d(x, w, self.bias, self.stride, self.padding, self.dilation, self.groups)


net = nn.Sequential(
    WSConv2d(3, 64, 3, padding=1), nn.GroupNorm(16, 64), nn.ReLU(),
    WSConv2d(64, 64, 3, stride=2, padding=1), nn.GroupNorm(16, 64), nn.ReLU(),
    WSConv2d(64, 128, 3, stride=2, padding=1), nn.GroupNorm(32, 128), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10),
)
x = torch.randn(8, 3, 32, 32)
net(x)
