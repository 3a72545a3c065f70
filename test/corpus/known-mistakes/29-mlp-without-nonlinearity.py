# Source: https://github.com/somepago/saint/issues/23
# Mistake: The MLP is a stack of linear layers: together they are one linear map.
import torch
from torch import nn


class MLP(nn.Module):
    def __init__(self, dims):
        super().__init__()
        layers = []
        for dim_in, dim_out in zip(dims[:-1], dims[1:]):
            layers.append(nn.Linear(dim_in, dim_out))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class ColumnHead(nn.Module):
    def __init__(self, dim=32, categories=12):
        super().__init__()
        self.mlp = MLP([dim, 5 * dim, categories])

    def forward(self, tokens):
        return self.mlp(tokens)


head = ColumnHead()
print(head(torch.randn(8, 32)).shape)
