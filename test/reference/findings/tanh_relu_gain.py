import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 256), nn.Tanh(), nn.Linear(256, 256), nn.Tanh(),
    nn.Linear(256, 256), nn.Tanh(), nn.Linear(256, 3),
)
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.kaiming_uniform_(m.weight, nonlinearity='relu')
        nn.init.zeros_(m.bias)
x = torch.randn(128, 64)
net(x)
