import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self, pool="mean"):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 10)
        self.pool = pool

    def forward(self, x):
        h = F.relu(self.a(x)).view(-1, 8, 8)
        h = h.mean(1) if self.pool == "mean" else h.max(1)[0]
        return self.b(torch.cat([h] * 8, dim=1))


net = Net()
x = torch.randn(64, 64)
net(x)
