import torch
import torch.nn as nn
import torch.nn.functional as F


class ConvModule(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.pw1 = nn.Conv1d(d, 2 * d, 1)
        self.dw = nn.Conv1d(d, d, 15, padding=7, groups=d)
        self.bn = nn.BatchNorm1d(d)
        self.pw2 = nn.Conv1d(d, d, 1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        y = self.norm(x).transpose(1, 2)
        y = F.glu(self.pw1(y), dim=1)
        y = F.silu(self.bn(self.dw(y)))
        return x + self.drop(self.pw2(y).transpose(1, 2))


class FeedForward(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.net = nn.Sequential(nn.LayerNorm(d), nn.Linear(d, 4 * d), nn.SiLU(), nn.Dropout(0.1), nn.Linear(4 * d, d), nn.Dropout(0.1))

    def forward(self, x):
        return x + 0.5 * self.net(x)


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.ff1, self.conv, self.ff2 = FeedForward(d), ConvModule(d), FeedForward(d)
        self.norm0, self.attn = nn.LayerNorm(d), nn.MultiheadAttention(d, 4, batch_first=True)
        self.norm = nn.LayerNorm(d)

    def forward(self, x):
        x = self.ff1(x)
        h = self.norm0(x)
        x = x + self.attn(h, h, h, need_weights=False)[0]
        x = self.ff2(self.conv(x))
        return self.norm(x)


net = nn.Sequential(nn.Linear(80, 128), Block(128), Block(128), nn.Linear(128, 30))
x = torch.randn(8, 50, 80)
net(x)
