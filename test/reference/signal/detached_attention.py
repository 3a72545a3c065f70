import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(64, 64)
        self.k = nn.Linear(64, 64)
        self.v = nn.Linear(64, 64)
        self.o = nn.Linear(64, 64)

    def forward(self, x):
        a = F.softmax(self.q(x) @ self.k(x).transpose(1, 2) / 8, dim=-1)
        return self.o(a.detach() @ self.v(x))


net = Net()
x = torch.randn(16, 24, 64)
net(x)
