import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(64, 96), nn.Linear(64, 80)
        self.bilinear = nn.Bilinear(96, 80, 128)
        self.act = nn.ReLU()
        self.out = nn.Linear(128, 3)

    def forward(self, x):
        return self.out(self.act(self.bilinear(self.a(x), self.b(x))))


net = Net()
x = torch.randn(64, 64)
net(x)
