import torch
import torch.nn as nn


class RNN(nn.Module):
    def __init__(self, i=10, h=128, o=4):
        super().__init__()
        self.h = h
        self.i2h = nn.Linear(i, h)
        self.h2h = nn.Linear(h, h)
        self.h2o = nn.Linear(h, o)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.h)
        for t in range(x.shape[1]):
            h = torch.tanh(self.i2h(x[:, t, :]) + self.h2h(h))
        return self.h2o(h)


net = RNN()
x = torch.randn(32, 20, 10)
net(x)
