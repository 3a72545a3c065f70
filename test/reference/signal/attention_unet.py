import torch
import torch.nn as nn
import torch.nn.functional as F


class SelfAttention2d(nn.Module):
    def __init__(self, channels, heads=4):
        super().__init__()
        self.heads = heads
        self.norm = nn.GroupNorm(8, channels)
        self.qkv = nn.Conv2d(channels, channels * 3, 1, bias=False)
        self.proj = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        b, c, h, w = x.shape
        q, k, v = self.qkv(self.norm(x)).view(b, 3, self.heads, c // self.heads, h * w).unbind(1)
        attn = torch.einsum('bhdn,bhdm->bhnm', q, k) * (c // self.heads) ** -0.5
        attn = attn.softmax(dim=-1)
        out = torch.einsum('bhnm,bhdm->bhdn', attn, v)
        return x + self.proj(out.reshape(b, c, h, w))


class ResBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.norm1 = nn.GroupNorm(8, cin)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm2 = nn.GroupNorm(8, cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        self.skip = nn.Conv2d(cin, cout, 1) if cin != cout else nn.Identity()

    def forward(self, x):
        h = self.conv1(F.silu(self.norm1(x)))
        h = self.conv2(F.silu(self.norm2(h)))
        return h + self.skip(x)


class UNet(nn.Module):
    def __init__(self, base=32):
        super().__init__()
        self.inp = nn.Conv2d(3, base, 3, padding=1)
        self.down1 = ResBlock(base, base)
        self.pool = nn.Conv2d(base, base, 3, stride=2, padding=1)
        self.down2 = ResBlock(base, base * 2)
        self.attn = SelfAttention2d(base * 2)
        self.mid = ResBlock(base * 2, base * 2)
        self.up = nn.Upsample(scale_factor=2, mode='nearest')
        self.up1 = ResBlock(base * 3, base)
        self.out_norm = nn.GroupNorm(8, base)
        self.out = nn.Conv2d(base, 3, 3, padding=1)

    def forward(self, x):
        h0 = self.down1(self.inp(x))
        h = self.mid(self.attn(self.down2(self.pool(h0))))
        h = self.up1(torch.cat([self.up(h), h0], dim=1))
        return self.out(F.silu(self.out_norm(h)))


net = UNet()
x = torch.randn(8, 3, 32, 32)
net(x)
