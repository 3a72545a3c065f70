import torch
import torch.nn as nn
import torch.nn.functional as F


class NoisyLinear(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.mu = nn.Parameter(torch.empty(out, inside).uniform_(-1 / 8, 1 / 8))
        self.sigma = nn.Parameter(torch.full((out, inside), 0.5 / 8))

    def forward(self, x):
        return F.linear(x, self.mu + self.sigma * torch.randn(64, 64))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = NoisyLinear(64, 64)
        self.act = nn.ReLU()
        self.second = NoisyLinear(64, 64)
        self.last = nn.ReLU()
        self.out = nn.Linear(64, 8)

    def forward(self, x):
        return self.out(self.last(self.second(self.act(self.first(x)))))


net = Net()
x = torch.randn(64, 64)
net(x)
