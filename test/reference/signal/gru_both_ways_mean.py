import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(16, 64)
        self.rnn = nn.GRU(64, 96, num_layers=2, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(192, 2)

    def forward(self, x):
        out, h = self.rnn(self.inp(x))
        return self.fc(out.mean(1))


net = Net()
x = torch.randn(32, 15, 16)
net(x)
