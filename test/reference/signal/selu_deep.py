import torch
import torch.nn as nn


def make(depth=16, width=256):
    layers = [nn.Linear(40, width), nn.SELU(), nn.AlphaDropout(0.1)]
    for _ in range(depth - 1):
        layers.append(nn.Linear(width, width))
        layers.append(nn.SELU())
        layers.append(nn.AlphaDropout(p=0.1))
    layers.append(nn.Linear(width, 2))
    return nn.Sequential(*layers)


net = make()
for name, p in net.named_parameters():
    if 'weight' in name:
        nn.init.normal_(p, std=(1.0 / p.shape[1]) ** 0.5)
    else:
        nn.init.zeros_(p)
x = torch.randn(256, 40)
net(x)
