"""Content and location addressing of a Neural Turing Machine (Graves et al. 2014)."""

import torch
import torch.nn.functional as F
from torch import nn


class Addressing(nn.Module):
    def __init__(self, controller=100, width=20):
        super().__init__()
        self.key, self.beta = nn.Linear(controller, width), nn.Linear(controller, 1)
        self.gate, self.shift, self.gamma = nn.Linear(controller, 1), nn.Linear(controller, 3), nn.Linear(controller, 1)

    def forward(self, h, memory, previous):
        key, beta = torch.tanh(self.key(h)), F.softplus(self.beta(h))
        gate, shift = torch.sigmoid(self.gate(h)), F.softmax(self.shift(h), dim=1)
        gamma = 1 + F.softplus(self.gamma(h))
        content = F.softmax(beta * F.cosine_similarity(memory, key.unsqueeze(1), dim=-1), dim=1)
        weights = gate * content + (1 - gate) * previous
        weights = sum(shift[:, i : i + 1] * torch.roll(weights, i - 1, dims=1) for i in range(3)) ** gamma
        return weights / (weights.sum(dim=1, keepdim=True) + 1e-16)
