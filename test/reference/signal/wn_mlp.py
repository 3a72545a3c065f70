import torch
import torch.nn as nn
from torch.nn.utils import weight_norm


def block(i, o):
    return [weight_norm(nn.Linear(i, o)), nn.LeakyReLU(0.2)]


net = nn.Sequential(
    *block(64, 256),
    *block(256, 256),
    *block(256, 256),
    weight_norm(nn.Linear(256, 10)),
)
x = torch.randn(256, 64)
net(x)
