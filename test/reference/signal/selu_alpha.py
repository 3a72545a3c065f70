import torch
import torch.nn as nn

layers = []
width = 64
for _ in range(8):
    layers += [nn.Linear(width, 200), nn.SELU(), nn.AlphaDropout(0.1)]
    width = 200
net = nn.Sequential(*layers, nn.Linear(width, 10))
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight, nonlinearity='linear')
        nn.init.zeros_(m.bias)
x = torch.randn(256, 64)
net(x)
