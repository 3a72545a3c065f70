"""Story: a Transformer block with nothing to warn about, and three flavours of GELU to compare.

Hover over each: the tanh approximation, the exact form, and SiLU differ by a few thousandths to a few hundredths.
"""

import torch
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, width: int = 512, factor: int = 4):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(width, factor * width),
            nn.GELU(approximate="tanh"),
            nn.Dropout(0.1),
            nn.Linear(factor * width, width),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


class Block(nn.Module):
    def __init__(self, width: int = 512, heads: int = 8):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, heads, batch_first=True)
        self.norm2 = nn.LayerNorm(width)
        self.feed_forward = FeedForward(width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm1(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.feed_forward(self.norm2(x))


exact = nn.GELU()
swish = nn.SiLU()
