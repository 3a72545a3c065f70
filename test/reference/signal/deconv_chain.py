import torch
import torch.nn as nn
import torch.nn.functional as F

net = nn.Sequential(
    nn.ConvTranspose2d(100, 128, 4, 1, 0, bias=False), nn.BatchNorm2d(128), nn.ReLU(True),
    nn.ConvTranspose2d(128, 64, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
    nn.ConvTranspose2d(64, 32, 5, stride=2, padding=2, output_padding=1, groups=2), nn.ELU(),
    nn.ConvTranspose2d(32, 16, 2, stride=2, dilation=1), nn.Conv2d(16, 3, 3, padding=1), nn.Tanh(),
)

x = torch.randn(32, 100, 1, 1)
net(x)
