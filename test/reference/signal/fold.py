import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.unfold = nn.Unfold(kernel_size=4, stride=4)
        self.linear = nn.Linear(3 * 16, 64)
        self.act = nn.GELU()
        self.back = nn.Linear(64, 8 * 16)
        self.fold = nn.Fold((32, 32), kernel_size=4, stride=4)
        self.conv = nn.Conv2d(8, 3, 3, padding=1)

    def forward(self, x):
        x = self.unfold(x).transpose(1, 2)
        x = self.back(self.act(self.linear(x)))
        return self.conv(self.fold(x.transpose(1, 2)))


net = Net()
x = torch.randn(8, 3, 32, 32)
net(x)
