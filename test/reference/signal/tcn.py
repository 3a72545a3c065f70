import torch
import torch.nn as nn
import torch.nn.functional as F


class TemporalBlock(nn.Module):
    def __init__(self, i, o, dilation):
        super().__init__()
        self.pad = nn.ConstantPad1d((2 * dilation, 0), 0.0)
        self.conv1 = nn.Conv1d(i, o, 3, dilation=dilation)
        self.conv2 = nn.Conv1d(o, o, 3, dilation=dilation)
        self.relu = nn.ReLU()
        self.drop = nn.Dropout(0.2)
        self.down = nn.Conv1d(i, o, 1) if i != o else nn.Identity()

    def forward(self, x):
        y = self.drop(self.relu(self.conv1(self.pad(x))))
        y = self.drop(self.relu(self.conv2(self.pad(y))))
        return self.relu(y + self.down(x))


net = nn.Sequential(TemporalBlock(16, 64, 1), TemporalBlock(64, 64, 2), TemporalBlock(64, 64, 4), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 5))
x = torch.randn(16, 16, 64)
net(x)
