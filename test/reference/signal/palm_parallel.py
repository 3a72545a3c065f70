import math
import torch
import torch.nn as nn
import torch.nn.functional as F


class ParallelBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.to_qkv = nn.Linear(dim, 3 * dim, bias=False)
        self.to_out = nn.Linear(dim, dim, bias=False)
        self.ff_in = nn.Linear(dim, 4 * dim)
        self.ff_out = nn.Linear(4 * dim, dim)

    def forward(self, x):
        b, n, d = x.shape
        y = self.norm(x)
        q, k, v = self.to_qkv(y).chunk(3, dim=-1)
        q, k, v = (t.view(b, n, self.heads, d // self.heads).transpose(1, 2) for t in (q, k, v))
        att = (q @ k.transpose(-2, -1)) / math.sqrt(q.size(-1))
        mask = torch.triu(torch.ones(n, n, dtype=torch.bool), diagonal=1)
        att = att.masked_fill(mask, float('-inf')).softmax(-1)
        out = (att @ v).transpose(1, 2).contiguous().view(b, n, d)
        return x + self.to_out(out) + self.ff_out(F.gelu(self.ff_in(y)))


class Model(nn.Module):
    def __init__(self, vocab=100, dim=128, depth=4, heads=4, length=32):
        super().__init__()
        self.tok = nn.Embedding(vocab, dim)
        self.pos = nn.Parameter(torch.randn(1, length, dim) * 0.02)
        self.blocks = nn.Sequential(*[ParallelBlock(dim, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, vocab, bias=False)

    def forward(self, idx):
        x = self.tok(idx) + self.pos
        x = self.blocks(x)
        return self.head(self.norm(x))


net = Model()
x = torch.randint(0, 100, (16, 32))
net(x)
