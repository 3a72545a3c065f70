import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(64, 128), nn.Tanh())
        self.pi = nn.Linear(128, 8)
        self.v = nn.Linear(128, 1)

    def forward(self, x):
        h = self.body(x)
        return self.pi(h) * self.v(h.detach())


net = Net()
x = torch.randn(64, 64)
net(x)
