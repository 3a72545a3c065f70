import torch
import torch.nn as nn

layers = [nn.Linear(64, 256), nn.LeakyReLU(0.5)]
for _ in range(9):
    layers += [nn.Linear(256, 256), nn.LeakyReLU(0.5)]
net = nn.Sequential(*layers, nn.Linear(256, 3))
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight)
        nn.init.zeros_(m.bias)
x = torch.randn(128, 64)
net(x)
