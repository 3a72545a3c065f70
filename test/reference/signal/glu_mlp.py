import torch
import torch.nn as nn
import torch.nn.functional as F


class GLUBlock(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.up = nn.Linear(d, 2 * h)
        self.glu = nn.GLU()
        self.down = nn.Linear(h, d)

    def forward(self, x):
        return x + self.down(self.glu(self.up(self.norm(x))))


class GEGLU(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.proj = nn.Linear(d, 2 * h)
        self.down = nn.Linear(h, d)

    def forward(self, x):
        a, gate = self.proj(self.norm(x)).chunk(2, dim=-1)
        return x + self.down(a * F.gelu(gate))


net = nn.Sequential(nn.Linear(32, 128), GLUBlock(128, 256), GEGLU(128, 256), GLUBlock(128, 256), GEGLU(128, 256), nn.Linear(128, 8))
x = torch.randn(64, 32)
net(x)
