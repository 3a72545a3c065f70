import torch
import torch.nn as nn

layers = [nn.Linear(20, 128), nn.Tanh()]
for _ in range(11):
    layers += [nn.Linear(128, 128), nn.Tanh()]
net = nn.Sequential(*layers, nn.Linear(128, 2))
x = torch.randn(128, 20)
net(x)
