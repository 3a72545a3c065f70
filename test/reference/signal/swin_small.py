import torch
import torch.nn as nn
import torch.nn.functional as F


class Window(nn.Module):
    def __init__(self, d, heads, w, shift):
        super().__init__()
        self.heads, self.w, self.shift = heads, w, shift
        self.norm = nn.LayerNorm(d)
        self.qkv = nn.Linear(d, 3 * d)
        self.bias = nn.Parameter(torch.zeros(heads, w * w, w * w))
        nn.init.trunc_normal_(self.bias, std=0.02)
        self.proj = nn.Linear(d, d)
        self.norm2 = nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(self, x):
        B, H, W, C = x.shape
        w = self.w
        y = self.norm(x)
        if self.shift > 0:
            y = torch.roll(y, (-self.shift, -self.shift), (1, 2))
        y = y.view(B, H // w, w, W // w, w, C).permute(0, 1, 3, 2, 4, 5).reshape(-1, w * w, C)
        qkv = self.qkv(y).reshape(-1, w * w, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        attn = (q @ k.transpose(-2, -1)) * (C // self.heads) ** -0.5 + self.bias
        y = (attn.softmax(-1) @ v).transpose(1, 2).reshape(-1, w * w, C)
        y = self.proj(y).view(B, H // w, W // w, w, w, C).permute(0, 1, 3, 2, 4, 5).reshape(B, H, W, C)
        if self.shift > 0:
            y = torch.roll(y, (self.shift, self.shift), (1, 2))
        x = x + y
        return x + self.mlp(self.norm2(x))


class Merge(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(4 * d)
        self.reduction = nn.Linear(4 * d, 2 * d, bias=False)

    def forward(self, x):
        x = torch.cat([x[:, 0::2, 0::2], x[:, 1::2, 0::2], x[:, 0::2, 1::2], x[:, 1::2, 1::2]], -1)
        return self.reduction(self.norm(x))


class Swin(nn.Module):
    def __init__(self, d=48):
        super().__init__()
        self.patch = nn.Conv2d(3, d, 4, 4)
        self.stage1 = nn.Sequential(Window(d, 3, 4, 0), Window(d, 3, 4, 2))
        self.merge = Merge(d)
        self.stage2 = nn.Sequential(Window(2 * d, 6, 4, 0), Window(2 * d, 6, 4, 2))
        self.norm = nn.LayerNorm(2 * d)
        self.head = nn.Linear(2 * d, 10)

    def forward(self, x):
        x = self.patch(x).permute(0, 2, 3, 1)
        x = self.stage2(self.merge(self.stage1(x)))
        return self.head(self.norm(x).mean((1, 2)))


net = Swin()
x = torch.randn(8, 3, 64, 64)
net(x)
