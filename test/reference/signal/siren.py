import torch
import torch.nn as nn
import torch.nn.functional as F


class Sine(nn.Module):
    def __init__(self, w0=30.0):
        super().__init__()
        self.w0 = w0

    def forward(self, x):
        return torch.sin(self.w0 * x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1, self.l2, self.l3, self.out = nn.Linear(2, 128), nn.Linear(128, 128), nn.Linear(128, 128), nn.Linear(128, 1)

    def forward(self, x):
        x = torch.sin(self.l1(x))
        x = torch.sin(self.l2(x))
        x = torch.cos(self.l3(x))
        return self.out(x)


net = Net()
x = torch.randn(256, 2)
net(x)
