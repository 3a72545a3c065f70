# Source: https://pytorch.org/tutorials/recipes/recipes/tuning_guide.html
# Mistake: Convolutions keep a bias that the batch norm right behind them subtracts.
import torch
from torch import nn


class ConvBlock(nn.Module):
    def __init__(self, channels=64):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, kernel_size=3, padding=1)
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


print(ConvBlock()(torch.rand(1, 3, 32, 32)).mean())
