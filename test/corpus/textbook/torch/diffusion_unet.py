"""A diffusion model: noise is predicted by a U-Net with attention."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class TimeEmb(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.d = d
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.SiLU(), nn.Linear(4 * d, 4 * d))

    def forward(self, t):
        half = self.d // 2
        f = torch.exp(-math.log(10000) * torch.arange(half, device=t.device) / half)
        a = t[:, None].float() * f[None]
        return self.mlp(torch.cat([a.sin(), a.cos()], -1))


class Res(nn.Module):
    def __init__(self, i, o, t):
        super().__init__()
        self.n1, self.c1 = nn.GroupNorm(8, i), nn.Conv2d(i, o, 3, padding=1)
        self.t = nn.Linear(t, o)
        self.n2, self.c2 = nn.GroupNorm(8, o), nn.Conv2d(o, o, 3, padding=1)
        self.skip = nn.Conv2d(i, o, 1) if i != o else nn.Identity()
        nn.init.zeros_(self.c2.weight)
        nn.init.zeros_(self.c2.bias)

    def forward(self, x, t):
        h = self.c1(F.silu(self.n1(x))) + self.t(F.silu(t))[:, :, None, None]
        return self.skip(x) + self.c2(F.silu(self.n2(h)))


class Attn(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.n, self.qkv, self.o = nn.GroupNorm(8, c), nn.Conv2d(c, 3 * c, 1), nn.Conv2d(c, c, 1)
        nn.init.zeros_(self.o.weight)

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.n(x)).reshape(b, 3, c, h * w).unbind(1)
        a = torch.softmax(q.transpose(1, 2) @ k * c**-0.5, dim=-1)
        return x + self.o((v @ a.transpose(1, 2)).reshape(b, c, h, w))


class UNet(nn.Module):
    def __init__(self, c=64):
        super().__init__()
        self.te = TimeEmb(c)
        self.i = nn.Conv2d(3, c, 3, padding=1)
        self.d1, self.down, self.d2 = Res(c, c, 4 * c), nn.Conv2d(c, c, 3, 2, 1), Res(c, 2 * c, 4 * c)
        self.mid = Attn(2 * c)
        self.u = nn.ConvTranspose2d(2 * c, c, 4, 2, 1)
        self.u1 = Res(2 * c, c, 4 * c)
        self.o = nn.Sequential(nn.GroupNorm(8, c), nn.SiLU(), nn.Conv2d(c, 3, 3, padding=1))

    def forward(self, x, t):
        t = self.te(t)
        x = self.i(x)
        s = self.d1(x, t)
        h = self.mid(self.d2(self.down(s), t))
        return self.o(self.u1(torch.cat([self.u(h), s], 1), t))


model = UNet()
opt = torch.optim.AdamW(model.parameters(), lr=2e-4)
betas = torch.linspace(1e-4, 0.02, 1000)
ac = torch.cumprod(1 - betas, 0)
for x, _ in loader:
    t = torch.randint(0, 1000, (x.size(0),))
    n = torch.randn_like(x)
    a = ac[t][:, None, None, None]
    loss = F.mse_loss(model(a.sqrt() * x + (1 - a).sqrt() * n, t), n)
    opt.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
