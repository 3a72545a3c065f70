"""LoRA: a second matrix that starts at 0."""

import math

import torch
from torch import nn


class LoRA(nn.Module):
    def __init__(self, base, r=8, alpha=16):
        super().__init__()
        self.base = base
        for p in base.parameters():
            p.requires_grad = False
        self.A, self.B = (
            nn.Linear(base.in_features, r, bias=False),
            nn.Linear(r, base.out_features, bias=False),
        )
        nn.init.kaiming_uniform_(self.A.weight, a=math.sqrt(5))
        nn.init.zeros_(self.B.weight)
        self.s = alpha / r

    def forward(self, x):
        return self.base(x) + self.B(self.A(x)) * self.s


m = LoRA(nn.Linear(512, 512))
