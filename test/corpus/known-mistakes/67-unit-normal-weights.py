# Source: https://d2l.ai/chapter_multilayer-perceptrons/numerical-stability-and-init.html
# Mistake: Weights with standard deviation 1 make the signal explode from layer to layer.
import torch
from torch import nn


def init_normal(module):
    if type(module) == nn.Linear:
        nn.init.normal_(module.weight, mean=0, std=1)
        nn.init.zeros_(module.bias)


net = nn.Sequential(nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))
net.apply(init_normal)
print(net(torch.rand(2, 256)))
