import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [32, 512, 128, 256, 64]
        self.layers = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.head = nn.Linear(64, 3)
        for layer in self.layers:
            nn.init.xavier_normal_(layer.weight)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.head(x)


net = Net()
x = torch.randn(128, 32)
net(x)
