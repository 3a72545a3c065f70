import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(d, d), nn.Linear(d, d)
        self.act = nn.ReLU()

    def forward(self, x):
        y = self.act(self.fc1(x))
        return self.act(x + self.act(self.fc2(y)))


net = nn.Sequential(nn.Linear(64, 256), *[Block(256) for _ in range(8)], nn.Linear(256, 1))
x = torch.randn(64, 64)
net(x)
