import torch
import torch.nn.functional as F
from torch import nn


class ManualNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(32, 3, 3, 3) * (2 / 27) ** 0.5)
        self.b1 = nn.Parameter(torch.zeros(32))
        self.w2 = nn.Parameter(torch.randn(64, 32, 3, 3) * (2 / (32 * 9)) ** 0.5)
        self.b2 = nn.Parameter(torch.zeros(64))
        self.act1 = nn.ReLU()
        self.act2 = nn.ReLU()
        self.pool = nn.MaxPool2d(2)
        self.w3 = nn.Parameter(torch.randn(10, 64 * 8 * 8) / (64 * 8 * 8) ** 0.5)
        self.out = nn.Identity()

    def forward(self, x):
        x = self.pool(self.act1(F.conv2d(x, self.w1, self.b1, padding=1)))
        x = self.pool(self.act2(F.conv2d(x, self.w2, self.b2, padding=1)))
        x = x.reshape(x.shape[0], -1)
        return self.out(F.linear(x, self.w3))


net = ManualNet()
x = torch.randn(16, 3, 32, 32)
net(x)
