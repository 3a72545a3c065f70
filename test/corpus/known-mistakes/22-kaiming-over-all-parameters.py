# Source: https://github.com/ShuangXieIrene/ssds.pytorch/issues/9
# Mistake: All parameters of the state are initialised as matrices, biases and batch norms among them.
import torch
from torch import nn

extras = nn.Sequential(
    nn.Conv2d(512, 256, kernel_size=1),
    nn.BatchNorm2d(256),
    nn.ReLU(),
    nn.Conv2d(256, 512, kernel_size=3, stride=2, padding=1),
    nn.ReLU(),
)


def initialise(module):
    for parameter in module.parameters():
        nn.init.kaiming_normal_(parameter, mode="fan_out")


initialise(extras)
print(extras(torch.rand(1, 512, 10, 10)).shape)
