import torch
import torch.nn as nn


class CellNet(nn.Module):
    def __init__(self, n_in=12, hidden=64):
        super().__init__()
        self.hidden = hidden
        self.cell = nn.LSTMCell(n_in, hidden)
        self.fc = nn.Linear(hidden, 3)

    def forward(self, x):
        h = torch.zeros(x.size(0), self.hidden)
        c = torch.zeros(x.size(0), self.hidden)
        for t in range(x.size(1)):
            h, c = self.cell(x[:, t], (h, c))
        return self.fc(h)


net = CellNet()
x = torch.randn(32, 20, 12)
net(x)
