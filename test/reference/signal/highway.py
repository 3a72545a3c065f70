import torch
import torch.nn as nn
import torch.nn.functional as F


class Highway(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.transform, self.gate = nn.Linear(d, d), nn.Linear(d, d)

    def forward(self, x):
        t = torch.sigmoid(self.gate(x))
        return t * F.relu(self.transform(x)) + (1 - t) * x


net = nn.Sequential(nn.Linear(64, 128), *[Highway(128) for _ in range(6)], nn.Linear(128, 4))
x = torch.randn(64, 64)
net(x)
