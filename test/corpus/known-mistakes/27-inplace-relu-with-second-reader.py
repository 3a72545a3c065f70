# Source: https://github.com/osmr/imgclsmob/issues/13
# Mistake: The unit keeps a reference to its input convolution's output, and the in-place ReLU changes both.
import torch
from torch import nn


class XceptionUnit(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.stem = nn.Conv2d(in_channels, out_channels, 1)
        self.activ = nn.ReLU(inplace=True)
        self.body = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.skip = nn.Conv2d(out_channels, out_channels, 1)

    def forward(self, x):
        identity = self.stem(x)
        x = self.activ(identity)
        x = self.body(x)
        return x + self.skip(identity)


unit = XceptionUnit(64, 128)
unit(torch.rand(1, 64, 32, 32)).sum().backward()
