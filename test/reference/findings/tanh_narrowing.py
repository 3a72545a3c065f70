import torch
import torch.nn as nn

widths = [100, 256, 224, 192, 160, 128, 112, 96, 80, 64, 48]
layers = []
for a, b in zip(widths, widths[1:]):
    layers.append(nn.Linear(a, b))
    layers.append(nn.Tanh())
layers.append(nn.Linear(widths[-1], 1))
net = nn.Sequential(*layers)
x = torch.randn(128, 100)
net(x)
