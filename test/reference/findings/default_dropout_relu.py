import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes=(60, 300, 200, 300, 200, 300, 200, 300, 200, 100), p=0.2):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.act = nn.ReLU()
        self.drop = nn.Dropout(p)
        self.out = nn.Linear(sizes[-1], 3)

    def forward(self, x):
        for layer in self.layers:
            x = self.drop(self.act(layer(x)))
        return self.out(x)


net = Net()
x = torch.randn(128, 60)
net(x)
