"""Multiplicative attention with the three scores of Luong et al. 2015."""

import torch
import torch.nn.functional as F
from torch import nn


class Luong(nn.Module):
    def __init__(self, method, size):
        super().__init__()
        self.method = method
        if method == "general":
            self.attn = nn.Linear(size, size)
        elif method == "concat":
            self.attn, self.v = nn.Linear(2 * size, size), nn.Parameter(torch.rand(size))

    def forward(self, hidden, outputs):
        if self.method == "general":
            energies = torch.sum(hidden * self.attn(outputs), dim=2)
        elif self.method == "concat":
            both = torch.cat((hidden.expand(outputs.size(0), -1, -1), outputs), 2)
            energies = torch.sum(self.v * self.attn(both).tanh(), dim=2)
        else:
            energies = torch.sum(hidden * outputs, dim=2)
        return F.softmax(energies.t(), dim=1).unsqueeze(1)
