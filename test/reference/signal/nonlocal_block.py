import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 32, 3, padding=1), nn.Conv2d(32, 32, 3, padding=1)
        self.act = nn.ReLU()
        self.c = nn.Linear(32, 10)
        self.q, self.k, self.v = nn.Conv2d(32, 8, 1), nn.Conv2d(32, 8, 1), nn.Conv2d(32, 32, 1)
        self.gamma = nn.Parameter(torch.ones(1) * 0.5)

    def forward(self, x):
        x = self.act(self.a(x))
        b, c, h, w = x.shape
        q, k, v = (m(x).flatten(2) for m in (self.q, self.k, self.v))
        a = torch.softmax(torch.bmm(q.transpose(1, 2), k), -1)
        x = x + self.gamma * torch.bmm(v, a.transpose(1, 2)).view(b, c, h, w)
        x = self.act(self.b(x))
        return self.c(x.mean((2, 3)))


net = Net()
x = torch.randn(16, 3, 16, 16)
net(x)
