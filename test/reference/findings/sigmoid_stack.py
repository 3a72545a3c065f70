import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Linear(30, 100), nn.Sigmoid(),
    nn.Linear(100, 100), nn.Sigmoid(),
    nn.Linear(100, 100), nn.Sigmoid(),
    nn.Linear(100, 100), nn.Sigmoid(),
    nn.Linear(100, 5),
)
x = torch.randn(128, 30)
net(x)
