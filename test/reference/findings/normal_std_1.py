import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))
for m in net:
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight)
x = torch.randn(128, 64)
net(x)
