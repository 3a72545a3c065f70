import torch
import torch.nn as nn


class Spatial(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, 7, padding=3, bias=False)

    def forward(self, x):
        a = torch.mean(x, dim=1, keepdim=True)
        m, _ = torch.max(x, dim=1, keepdim=True)
        return x * torch.sigmoid(self.conv(torch.cat([a, m], dim=1)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 64, 3, padding=1)
        self.act = nn.ReLU()
        self.sa = Spatial()
        self.c2 = nn.Conv2d(64, 64, 3, padding=1)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = self.sa(self.act(self.c1(x)))
        x = self.act(self.c2(x))
        return self.head(x.mean((2, 3)))


net = Net()
x = torch.randn(8, 3, 32, 32)
net(x)
