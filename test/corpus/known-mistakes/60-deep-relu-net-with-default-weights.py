# Source: https://github.com/pytorch/pytorch/issues/15314
# Mistake: Twenty ReLU layers with PyTorch's default weights: the signal is gone before the end.
import torch
import torch.nn as nn


class DeepNet(nn.Module):
    def __init__(self, width=100, depth=20):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(width, width) for _ in range(depth)])
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        for layer in self.hidden:
            x = torch.relu(layer(x))
        return self.out(x)


net = DeepNet()
print(net(torch.randn(512, 100)).std())
