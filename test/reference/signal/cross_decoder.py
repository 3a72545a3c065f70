import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class DecoderBlock(nn.Module):
    def __init__(self, d=64, h=4):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d, h, batch_first=True)
        self.cross_attn = nn.MultiheadAttention(d, h, batch_first=True)
        self.ff = nn.Sequential(nn.Linear(d, 256), nn.ReLU(), nn.Linear(256, d))
        self.n1, self.n2, self.n3 = nn.LayerNorm(d), nn.LayerNorm(d), nn.LayerNorm(d)

    def forward(self, x, memory):
        mask = torch.triu(torch.ones(x.size(1), x.size(1), dtype=torch.bool), 1)
        x = self.n1(x + self.self_attn(x, x, x, attn_mask=mask)[0])
        x = self.n2(x + self.cross_attn(x, memory, memory)[0])
        return self.n3(x + self.ff(x))


class Captioner(nn.Module):
    def __init__(self, vocab=100, d=64):
        super().__init__()
        self.enc = nn.Sequential(nn.Conv2d(3, 32, 4, 4), nn.ReLU(), nn.Conv2d(32, d, 2, 2))
        self.query = nn.Parameter(torch.randn(12, d))
        self.blocks = nn.ModuleList([DecoderBlock(d) for _ in range(2)])
        self.out = nn.Linear(d, vocab)

    def forward(self, image):
        memory = self.enc(image).flatten(2).transpose(1, 2)
        x = self.query.unsqueeze(0).repeat(image.size(0), 1, 1)
        for block in self.blocks:
            x = block(x, memory)
        return self.out(x)


net = Captioner()
x = torch.randn(8, 3, 32, 32)
net(x)
