import torch
import torch.nn as nn
import torch.nn.functional as F


class ChannelMix(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.key = nn.Linear(d, 4 * d, bias=False)
        self.value = nn.Linear(4 * d, d, bias=False)
        self.receptance = nn.Linear(d, d, bias=False)

    def forward(self, x):
        y = self.norm(x)
        k = torch.relu(self.key(y)) ** 2
        return x + torch.sigmoid(self.receptance(y)) * self.value(k)


class Net(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.embed = nn.Embedding(300, d)
        self.blocks = nn.Sequential(*[ChannelMix(d) for _ in range(4)])
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 300, bias=False)

    def forward(self, x):
        return self.head(self.norm(self.blocks(self.embed(x))))


net = Net()
x = torch.randint(0, 300, (8, 32))
net(x)
