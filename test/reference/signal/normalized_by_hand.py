import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.v = nn.Parameter(torch.randn(128, 64) * 0.3)
        self.g = nn.Parameter(torch.ones(128, 1))
        self.w = nn.Parameter(torch.randn(96, 128))
        self.first = nn.Tanh()
        self.second = nn.Tanh()
        self.out = nn.Linear(96, 96)

    def forward(self, x):
        x = self.first(F.linear(x, self.g * self.v / self.v.norm(dim=1, keepdim=True)))
        mean = self.w.mean(dim=1, keepdim=True)
        deviation = self.w.std(dim=1, keepdim=True)
        x = self.second(F.linear(x, (self.w - mean) / (deviation + 1e-5)))
        return self.out(x)


net = Net()
x = torch.randn(64, 64)
net(x)
