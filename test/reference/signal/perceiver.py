import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, ctx, heads=4):
        super().__init__()
        self.heads = heads
        self.scale = (dim // heads) ** -0.5
        self.q = nn.Linear(dim, dim, bias=False)
        self.kv = nn.Linear(ctx, 2 * dim, bias=False)
        self.o = nn.Linear(dim, dim)

    def forward(self, x, context):
        b, n, d = x.shape
        h = self.heads
        q = self.q(x).reshape(b, n, h, -1).permute(0, 2, 1, 3)
        k, v = self.kv(context).chunk(2, dim=-1)
        k = k.reshape(b, -1, h, d // h).permute(0, 2, 1, 3)
        v = v.reshape(b, -1, h, d // h).permute(0, 2, 1, 3)
        sim = torch.einsum('bhid,bhjd->bhij', q, k) * self.scale
        attn = sim.softmax(dim=-1)
        out = torch.einsum('bhij,bhjd->bhid', attn, v)
        return self.o(out.permute(0, 2, 1, 3).reshape(b, n, d))


class Perceiver(nn.Module):
    def __init__(self, dim=128, ctx=32, latents=16):
        super().__init__()
        self.latents = nn.Parameter(torch.randn(latents, dim) * 0.02)
        self.norm_l = nn.LayerNorm(dim)
        self.norm_c = nn.LayerNorm(ctx)
        self.cross = Attention(dim, ctx)
        self.norm_s = nn.LayerNorm(dim)
        self.self_attn = Attention(dim, dim)
        self.ff = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        b = x.shape[0]
        z = self.latents.unsqueeze(0).expand(b, -1, -1)
        z = z + self.cross(self.norm_l(z), self.norm_c(x))
        y = self.norm_s(z)
        z = z + self.self_attn(y, y)
        z = z + self.ff(z)
        return self.head(z.mean(dim=1))


net = Perceiver()
x = torch.randn(16, 64, 32)
net(x)
