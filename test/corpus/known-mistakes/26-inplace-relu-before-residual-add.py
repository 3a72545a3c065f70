# Source: https://github.com/pytorch/vision/issues/807
# Mistake: A pre-activation block overwrites the tensor that its shortcut adds later.
import torch
import torch.nn as nn


class PreActBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        normed = self.bn1(x)
        out = self.relu(normed)
        out = self.conv1(out)
        out = self.conv2(torch.relu(self.bn2(out)))
        return out + normed


block = PreActBlock(64)
loss = block(torch.randn(2, 64, 8, 8)).mean()
loss.backward()
