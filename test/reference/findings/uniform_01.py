import torch
import torch.nn as nn

net = nn.Sequential(nn.Linear(32, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 4))
for p in net.parameters():
    nn.init.uniform_(p)
x = torch.randn(128, 32)
net(x)
