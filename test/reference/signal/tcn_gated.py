import torch
import torch.nn as nn


class GatedTCN(nn.Module):
    def __init__(self, channels=32, layers=6, skip=64):
        super().__init__()
        self.start = nn.Conv1d(1, channels, 1)
        self.filters = nn.ModuleList()
        self.gates = nn.ModuleList()
        self.skips = nn.ModuleList()
        self.res = nn.ModuleList()
        for i in range(layers):
            d = 2 ** i
            self.filters.append(nn.Conv1d(channels, channels, 2, dilation=d))
            self.gates.append(nn.Conv1d(channels, channels, 2, dilation=d))
            self.skips.append(nn.Conv1d(channels, skip, 1))
            self.res.append(nn.Conv1d(channels, channels, 1))
        self.end1 = nn.Conv1d(skip, 64, 1)
        self.end2 = nn.Conv1d(64, 1, 1)

    def forward(self, x):
        x = self.start(x)
        skip = 0
        for f, g, s, r in zip(self.filters, self.gates, self.skips, self.res):
            residual = x
            h = torch.tanh(f(x)) * torch.sigmoid(g(x))
            sk = s(h)
            skip = sk + (skip[:, :, -sk.size(2):] if torch.is_tensor(skip) else 0)
            x = r(h) + residual[:, :, -h.size(2):]
        y = torch.relu(skip)
        y = torch.relu(self.end1(y))
        return self.end2(y)


net = GatedTCN()
x = torch.randn(16, 1, 128)
net(x)
