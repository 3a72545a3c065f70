import torch
import torch.nn as nn


class Attention(nn.Module):
    def __init__(self, dim=64, heads=4, buckets=32):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.bias = nn.Embedding(buckets, heads)
        nn.init.normal_(self.qkv.weight, std=dim ** -0.5)
        nn.init.normal_(self.bias.weight, std=0.1)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        place = torch.arange(t)
        bucket = (place[None, :] - place[:, None]).clamp(-16, 15) + 16
        scores = q @ k.transpose(-2, -1) / (d // self.heads) ** 0.5
        scores = scores + self.bias(bucket).permute(2, 0, 1).unsqueeze(0)
        y = scores.softmax(-1) @ v
        y = self.proj(y.transpose(1, 2).reshape(b, t, d))
        if y.dtype == torch.float16:
            limit = torch.finfo(y.dtype).max
            y = torch.clamp(y, min=-limit, max=limit)
        return y


net = Attention()
x = torch.randn(16, 32, 64)
net(x)
