# Source: https://github.com/cchallu/nbeatsx/issues/1
# Mistake: SELU layers keep PyTorch's default weights, and plain dropout follows them.
import torch
from torch import nn


class BasicBlock(nn.Module):
    def __init__(self, inputs=48, width=256, horizon=12, dropout=0.1):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(inputs, width),
            nn.SELU(),
            nn.Dropout(dropout),
            nn.Linear(width, horizon),
        )

    def forward(self, window):
        return self.layers(window)


block = BasicBlock()
print(block(torch.randn(16, 48)).shape)
