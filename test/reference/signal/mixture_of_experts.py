import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(32, 64)
        self.gate = nn.Linear(64, 4)
        self.experts = nn.ModuleList([nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64)) for _ in range(4)])
        self.out = nn.Linear(64, 5)

    def forward(self, x):
        h = torch.relu(self.inp(x))
        w = torch.softmax(self.gate(h), dim=-1)
        ys = torch.stack([e(h) for e in self.experts], dim=1)
        y = (w.unsqueeze(-1) * ys).sum(dim=1)
        return self.out(y)

net = Net()
x = torch.randn(64, 32)
net(x)
