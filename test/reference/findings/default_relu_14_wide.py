import torch
import torch.nn as nn


class Deep(nn.Module):
    def __init__(self, width=300, depth=14):
        super().__init__()
        self.inp = nn.Linear(10, width)
        self.hidden = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        self.out = nn.Linear(width, 1)
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.act(self.inp(x))
        for h in self.hidden:
            x = self.act(h(x))
        return self.out(x)


net = Deep()
x = torch.randn(128, 10)
net(x)
