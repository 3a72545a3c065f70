import torch
import torch.nn as nn

layers = [nn.Linear(40, 128), nn.SELU()]
for _ in range(9):
    layers += [nn.Linear(128, 128), nn.SELU()]
net = nn.Sequential(*layers, nn.Linear(128, 3))
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight, nonlinearity='relu')
        nn.init.zeros_(m.bias)
x = torch.randn(128, 40)
net(x)
