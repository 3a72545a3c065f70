import torch
import torch.nn as nn
import torch.nn.functional as F


class Highway(nn.Module):
    def __init__(self, size, layers):
        super().__init__()
        self.nonlinear = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        self.linear = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])
        self.gate = nn.ModuleList([nn.Linear(size, size) for _ in range(layers)])

    def forward(self, x):
        for nonlinear, linear, gate in zip(self.nonlinear, self.linear, self.gate):
            g = torch.sigmoid(gate(x))
            x = g * F.relu(nonlinear(x)) + (1 - g) * linear(x)
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(40, 128)
        self.highway = Highway(128, 4)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        return self.out(self.highway(self.inp(x)))


net = Net()
x = torch.randn(128, 40)
net(x)
