import torch
from torch import nn
import torch.nn.functional as F


class FeedForward(nn.Module):
    def __init__(self, dim, hidden, kind):
        super().__init__()
        self.gate = nn.Linear(dim, hidden, bias=False)
        self.up = nn.Linear(dim, hidden, bias=False)
        self.down = nn.Linear(hidden, dim, bias=False)
        self.kind = kind

    def forward(self, x):
        if self.kind == 'reglu':
            h = F.relu(self.gate(x)) * self.up(x)
        elif self.kind == 'geglu':
            h = F.gelu(self.gate(x)) * self.up(x)
        else:
            h = F.silu(self.gate(x)) * self.up(x)
        return self.down(h)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(48, 128)
        self.a = FeedForward(128, 256, 'reglu')
        self.b = FeedForward(128, 256, 'geglu')
        self.c = FeedForward(128, 256, 'swiglu')
        self.out = nn.Linear(128, 5)

    def forward(self, x):
        x = self.embed(x)
        x = x + self.a(x)
        x = x + self.b(x)
        x = x + self.c(x)
        return self.out(x)


net = Net()
x = torch.randn(256, 48)
net(x)
