# Source: https://arxiv.org/abs/1903.06733
# Mistake: Two units in each of ten ReLU layers: most such networks are born dead.
import torch
from torch import nn


def fit_absolute_value(depth=10, width=2):
    layers = [nn.Linear(1, width), nn.ReLU()]
    for _ in range(depth - 1):
        layers += [nn.Linear(width, width), nn.ReLU()]
    layers.append(nn.Linear(width, 1))
    net = nn.Sequential(*layers)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    x = torch.linspace(-1.7, 1.7, 200)[:, None]
    for _ in range(1000):
        loss = nn.functional.mse_loss(net(x), x.abs())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return net


fit_absolute_value()
