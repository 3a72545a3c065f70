import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(16, 64, 3, padding=2, dilation=2, groups=4),
    nn.SiLU(),
    nn.Conv2d(64, 64, 3, padding=4, dilation=4, groups=8, bias=False),
    nn.SiLU(),
    nn.Conv2d(64, 128, 5, stride=2, padding=2, groups=64),
    nn.Hardswish(),
    nn.Conv2d(128, 64, 1),
    nn.Mish(),
    nn.AvgPool2d(4),
    nn.Flatten(),
    nn.Linear(64 * 16, 10),
)
x = torch.randn(16, 16, 32, 32)
net(x)
