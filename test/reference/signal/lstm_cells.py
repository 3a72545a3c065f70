import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Stacked(nn.Module):
    def __init__(self, inp=20, hidden=64, out=5):
        super().__init__()
        self.cell1 = nn.LSTMCell(inp, hidden)
        self.cell2 = nn.GRUCell(hidden, hidden)
        self.fc = nn.Linear(hidden, out)
        self.hidden = hidden

    def forward(self, x):
        b = x.size(0)
        h1 = x.new_zeros(b, self.hidden)
        c1 = x.new_zeros(b, self.hidden)
        h2 = x.new_zeros(b, self.hidden)
        for t in range(x.size(1)):
            h1, c1 = self.cell1(x[:, t], (h1, c1))
            h2 = self.cell2(h1, h2)
        return self.fc(h2)


net = Stacked()
x = torch.randn(32, 12, 20)
net(x)
