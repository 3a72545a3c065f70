import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w1 = nn.Parameter(torch.randn(100, 200))
        self.w2 = nn.Parameter(torch.randn(200, 200))
        self.w3 = nn.Parameter(torch.randn(200, 10))

    def forward(self, x):
        x = torch.relu(x @ self.w1)
        x = torch.relu(x @ self.w2)
        return x @ self.w3


net = Net()
x = torch.randn(128, 100)
net(x)
