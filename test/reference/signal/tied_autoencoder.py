import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(128, 128, bias=False)
        self.norm = nn.LayerNorm(128)
        self.second = nn.Linear(128, 128, bias=False)
        self.second.weight = self.first.weight
        self.act = nn.Tanh()

    def forward(self, x):
        return self.second(self.act(self.norm(self.first(x))))


net = Net()
x = torch.randn(64, 128)
net(x)
