"""Gated attention for multiple-instance learning (Ilse et al. 2018)."""

import torch
import torch.nn.functional as F
from torch import nn


class GatedMIL(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.embed = nn.Sequential(nn.Linear(50 * 4 * 4, 500), nn.ReLU())
        self.v, self.u = nn.Sequential(nn.Linear(500, 128), nn.Tanh()), nn.Sequential(nn.Linear(500, 128), nn.Sigmoid())
        self.w = nn.Linear(128, 1)
        self.classifier = nn.Sequential(nn.Linear(500, 1), nn.Sigmoid())

    def forward(self, bag):
        h = self.embed(self.features(bag.squeeze(0)).view(-1, 50 * 4 * 4))
        a = F.softmax(torch.transpose(self.w(self.v(h) * self.u(h)), 1, 0), dim=1)
        return self.classifier(torch.mm(a, h))
