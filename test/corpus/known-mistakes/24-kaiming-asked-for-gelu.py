# Source: https://github.com/pytorch/pytorch/issues/54030
# Mistake: kaiming_normal_ is asked for the gain of GELU, which it does not know.
import torch
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, dim=256, hidden=1024, dropout=0.1):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(dim, hidden),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, dim),
        )
        self.apply(self._init_weights)

    def _init_weights(self, module):
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight, nonlinearity="gelu")
            nn.init.zeros_(module.bias)

    def forward(self, x):
        return x + self.net(x)


block = FeedForward()
print(block(torch.randn(2, 10, 256)).std())
