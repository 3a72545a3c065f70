import torch
import torch.nn as nn


class SpatialGatingUnit(nn.Module):
    def __init__(self, d_ffn, seq_len):
        super().__init__()
        self.norm = nn.LayerNorm(d_ffn)
        self.spatial_proj = nn.Conv1d(seq_len, seq_len, kernel_size=1)
        nn.init.constant_(self.spatial_proj.bias, 1.0)

    def forward(self, x):
        u, v = x.chunk(2, dim=-1)
        v = self.norm(v)
        v = self.spatial_proj(v)
        return u * v


class Block(nn.Module):
    def __init__(self, d_model, d_ffn, seq_len):
        super().__init__()
        self.norm = nn.LayerNorm(d_model)
        self.proj1 = nn.Linear(d_model, d_ffn * 2)
        self.act = nn.GELU()
        self.sgu = SpatialGatingUnit(d_ffn, seq_len)
        self.proj2 = nn.Linear(d_ffn, d_model)

    def forward(self, x):
        residual = x
        x = self.act(self.proj1(self.norm(x)))
        x = self.sgu(x)
        return self.proj2(x) + residual


class GMLP(nn.Module):
    def __init__(self, d_model=128, d_ffn=256, seq_len=32, depth=4):
        super().__init__()
        self.embed = nn.Embedding(200, d_model)
        self.blocks = nn.Sequential(*[Block(d_model, d_ffn, seq_len) for _ in range(depth)])
        self.head = nn.Linear(d_model, 10)

    def forward(self, x):
        x = self.blocks(self.embed(x))
        return self.head(x.mean(dim=1))


net = GMLP()
x = torch.randint(0, 200, (16, 32))
net(x)
