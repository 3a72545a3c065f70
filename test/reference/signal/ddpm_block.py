import math
import torch
import torch.nn as nn


class SinusoidalPosEmb(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, t):
        half = self.dim // 2
        emb = math.log(10000) / (half - 1)
        emb = torch.exp(torch.arange(half, device=t.device) * -emb)
        emb = t[:, None] * emb[None, :]
        return torch.cat((emb.sin(), emb.cos()), dim=-1)


class ResnetBlock(nn.Module):
    def __init__(self, dim, dim_out, time_dim, groups=8):
        super().__init__()
        self.mlp = nn.Sequential(nn.SiLU(), nn.Linear(time_dim, dim_out))
        self.norm1 = nn.GroupNorm(groups, dim)
        self.conv1 = nn.Conv2d(dim, dim_out, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, dim_out)
        self.conv2 = nn.Conv2d(dim_out, dim_out, 3, padding=1)
        self.act = nn.SiLU()
        self.res = nn.Conv2d(dim, dim_out, 1) if dim != dim_out else nn.Identity()

    def forward(self, x, t):
        h = self.conv1(self.act(self.norm1(x)))
        h = h + self.mlp(t)[:, :, None, None]
        h = self.conv2(self.act(self.norm2(h)))
        return h + self.res(x)


class Net(nn.Module):
    def __init__(self, dim=32):
        super().__init__()
        self.time = nn.Sequential(SinusoidalPosEmb(dim), nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, 4 * dim))
        self.inp = nn.Conv2d(3, dim, 7, padding=3)
        self.b1 = ResnetBlock(dim, dim, 4 * dim)
        self.down = nn.Conv2d(dim, 2 * dim, 4, 2, 1)
        self.b2 = ResnetBlock(2 * dim, 2 * dim, 4 * dim)
        self.up = nn.ConvTranspose2d(2 * dim, dim, 4, 2, 1)
        self.b3 = ResnetBlock(2 * dim, dim, 4 * dim)
        self.final = nn.Conv2d(dim, 3, 1)

    def forward(self, x):
        t = torch.randint(0, 1000, (x.shape[0],)).float()
        t = self.time(t)
        x = self.inp(x)
        r = self.b1(x, t)
        h = self.down(r)
        h = self.b2(h, t)
        h = self.up(h)
        h = self.b3(torch.cat((h, r), dim=1), t)
        return self.final(h)


net = Net()
x = torch.randn(8, 3, 32, 32)
net(x)
