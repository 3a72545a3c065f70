import torch
import torch.nn as nn

layers = [nn.Linear(50, 128), nn.ReLU()]
for _ in range(11):
    layers += [nn.Linear(128, 128), nn.ReLU()]
net = nn.Sequential(*layers, nn.Linear(128, 2))
x = torch.randn(128, 50)
net(x)
