# Source: https://github.com/pytorch/pytorch/issues/3418
# Mistake: The function given to apply() initialises the bias with Xavier too: a vector has no fan-out.
import torch.nn as nn
import torch.nn.init as init


def weights_init(m):
    if isinstance(m, nn.Conv2d):
        init.xavier_uniform_(m.weight.data)
        init.xavier_uniform_(m.bias.data)


class EdgeDetector(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5)
        self.conv2 = nn.Conv2d(16, 1, 5)

    def forward(self, x):
        return self.conv2(self.conv1(x).tanh())


net = EdgeDetector()
net.apply(weights_init)
