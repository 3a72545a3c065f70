import torch
import torch.nn as nn


class SeparableConv2d(nn.Module):
    def __init__(self, i, o, k=3):
        super().__init__()
        self.depthwise = nn.Conv2d(i, i, k, padding=k // 2, groups=i)
        self.pointwise = nn.Conv2d(i, o, 1)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, padding=1)
        self.s1 = SeparableConv2d(32, 64)
        self.s2 = SeparableConv2d(64, 128)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.fc = nn.Linear(128 * 8 * 8, 10)

    def forward(self, x):
        x = self.relu(self.stem(x))
        x = self.pool(self.relu(self.s1(x)))
        x = self.pool(self.relu(self.s2(x)))
        return self.fc(x.view(x.size(0), -1))


net = Net()
x = torch.randn(8, 3, 32, 32)
net(x)
