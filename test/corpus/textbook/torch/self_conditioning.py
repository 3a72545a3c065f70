"""Intermediate CTC posteriors that condition the layers behind them."""

import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, width=144, words=100, layers=6):
        super().__init__()
        self.layers = nn.ModuleList(nn.TransformerEncoderLayer(width, 4, batch_first=True) for _ in range(layers))
        self.out, self.back = nn.Linear(width, words), nn.Linear(words, width)

    def forward(self, x):
        middle = []
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i in (1, 3):
                logits = self.out(x)
                middle.append(F.log_softmax(logits, dim=-1))
                x = x + self.back(F.softmax(logits, dim=-1))
        return F.log_softmax(self.out(x), dim=-1), middle
