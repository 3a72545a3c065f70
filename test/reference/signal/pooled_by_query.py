import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Parameter(torch.randn(64))
        self.k = nn.Linear(64, 64)
        self.v = nn.Linear(64, 64)
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        s = (self.k(x) @ self.q) / 8
        w = torch.softmax(s, dim=-1)
        return self.out((w.unsqueeze(-1) * self.v(x)).sum(1))


net = Net()
x = torch.randn(16, 24, 64)
net(x)
