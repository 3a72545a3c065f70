import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (z.view(b, t, self.heads, -1).transpose(1, 2) for z in self.qkv(self.norm1(x)).chunk(3, dim=-1))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(a.transpose(1, 2).reshape(b, t, d))
        return x + self.mlp(self.norm2(x))


class Decoder(nn.Module):
    """The scores of its words are products with the rows of their own embedding, as Whisper makes them."""

    def __init__(self, vocab=600, dim=128, length=40):
        super().__init__()
        self.tokens = nn.Embedding(vocab, dim)
        self.places = nn.Embedding(length, dim)
        self.blocks = nn.ModuleList([Block(dim, 4) for _ in range(3)])
        self.norm = nn.LayerNorm(dim)
        nn.init.normal_(self.tokens.weight, std=0.02)
        nn.init.normal_(self.places.weight, std=0.02)

    def forward(self, tokens):
        b, t = tokens.shape
        x = self.tokens(tokens) + self.places(torch.arange(t))
        for block in self.blocks:
            x = block(x)
        x = self.norm(x)
        return (x @ torch.transpose(self.tokens.weight.to(x.dtype), 0, 1)).float()


net = Decoder()
x = torch.randint(0, 600, (16, 40))
net(x)
