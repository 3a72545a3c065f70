import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(64, 64)
        self.kv = nn.Linear(64, 16)
        self.o = nn.Linear(64, 64)

    def forward(self, x):
        b, t, _ = x.shape
        q = self.q(x).view(b, t, 8, 8).transpose(1, 2)
        k, v = self.kv(x).split(8, dim=-1)
        a = (q @ k.unsqueeze(1).transpose(-2, -1)) * 8 ** -0.5
        y = a.softmax(dim=-1) @ v.unsqueeze(1)
        return self.o(y.transpose(1, 2).reshape(b, t, 64))


net = Net()
x = torch.randn(16, 24, 64)
net(x)
