import torch
import torch.nn as nn

layers = []
width = 40
for out in (200, 150, 100, 80, 60, 40):
    layers += [nn.Linear(width, out), nn.Sigmoid()]
    width = out
net = nn.Sequential(*layers, nn.Linear(width, 2))
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        nn.init.constant_(m.bias, 0)
x = torch.randn(128, 40)
net(x)
