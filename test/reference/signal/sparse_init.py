import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Linear(100, 400), nn.Hardtanh(),
    nn.Linear(400, 400), nn.Hardtanh(),
    nn.Linear(400, 400), nn.Hardtanh(),
    nn.Linear(400, 10),
)
for layer in net:
    if isinstance(layer, nn.Linear):
        nn.init.sparse_(layer.weight, sparsity=0.9, std=0.2)
        nn.init.zeros_(layer.bias)
x = torch.randn(256, 100)
net(x)
