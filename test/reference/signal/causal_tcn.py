import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalConv1d(nn.Conv1d):
    def __init__(self, cin, cout, kernel_size, dilation=1):
        super().__init__(cin, cout, kernel_size, dilation=dilation)
        self.left = (kernel_size - 1) * dilation

    def forward(self, x):
        return super().forward(F.pad(x, (self.left, 0)))


class Block(nn.Module):
    def __init__(self, cin, cout, dilation):
        super().__init__()
        self.conv1 = CausalConv1d(cin, cout, 3, dilation)
        self.conv2 = CausalConv1d(cout, cout, 3, dilation)
        self.down = nn.Conv1d(cin, cout, 1) if cin != cout else nn.Identity()
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        y = self.drop(F.relu(self.conv1(x)))
        y = self.drop(F.relu(self.conv2(y)))
        return F.relu(y + self.down(x))


net = nn.Sequential(
    Block(8, 64, 1), Block(64, 64, 2), Block(64, 64, 4), Block(64, 64, 8),
    nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 5),
)
x = torch.randn(16, 8, 96)
net(x)
