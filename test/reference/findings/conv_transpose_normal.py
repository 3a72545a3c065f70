import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Linear(64, 128 * 4 * 4), nn.ReLU(), nn.Unflatten(1, (128, 4, 4)),
    nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.ReLU(),
    nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ReLU(),
    nn.ConvTranspose2d(32, 3, 4, 2, 1), nn.Tanh(),
)
for m in net.modules():
    if isinstance(m, (nn.Linear, nn.ConvTranspose2d)):
        nn.init.normal_(m.weight, 0.0, 0.02)
        nn.init.zeros_(m.bias)
x = torch.randn(64, 64)
net(x)
