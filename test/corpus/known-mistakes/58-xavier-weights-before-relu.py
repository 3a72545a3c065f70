# Source: https://github.com/ml-for-gp/jaxgptoolbox/issues/1
# Mistake: All layers are followed by ReLU and initialised for tanh.
import torch
import torch.nn as nn


def init_weights(m):
    if isinstance(m, nn.Linear):
        torch.nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)


net = nn.Sequential(
    nn.Linear(3, 256),
    nn.ReLU(),
    nn.Linear(256, 256),
    nn.ReLU(),
    nn.Linear(256, 256),
    nn.ReLU(),
    nn.Linear(256, 1),
)
net.apply(init_weights)
distances = net(torch.rand(64, 3))
