import torch
import torch.nn as nn


class SelfAttention(nn.Module):
    def __init__(self, embed_size=96, heads=3):
        super().__init__()
        self.heads, self.head_dim = heads, embed_size // heads
        self.norm = nn.LayerNorm(embed_size)
        self.values = nn.Linear(embed_size, embed_size, bias=False)
        self.keys = nn.Linear(embed_size, embed_size, bias=False)
        self.queries = nn.Linear(embed_size, embed_size, bias=False)
        self.fc_out = nn.Linear(embed_size, embed_size)
        for layer in (self.keys, self.queries):
            nn.init.kaiming_normal_(layer.weight, nonlinearity='linear')

    def forward(self, x):
        N, L, D = x.shape
        y = self.norm(x)
        v = self.values(y).reshape(N, L, self.heads, self.head_dim)
        k = self.keys(y).reshape(N, L, self.heads, self.head_dim)
        q = self.queries(y).reshape(N, L, self.heads, self.head_dim)
        energy = torch.einsum('nqhd,nkhd->nhqk', [q, k])
        attention = torch.softmax(energy, dim=3)
        out = torch.einsum('nhql,nlhd->nqhd', [attention, v]).reshape(N, L, D)
        return self.fc_out(out)


net = SelfAttention()
x = torch.randn(16, 40, 96)
net(x)
