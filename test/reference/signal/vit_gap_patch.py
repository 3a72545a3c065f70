import torch
import torch.nn as nn
import torch.nn.functional as F

class ViT(nn.Module):
    def __init__(self, d=128, depth=2, heads=4):
        super().__init__()
        self.patch = nn.Conv2d(3, d, 8, 8)
        self.pos = nn.Parameter(torch.empty(1, 16, d))
        nn.init.trunc_normal_(self.pos, std=0.02)
        self.norms1 = nn.ModuleList([nn.LayerNorm(d, eps=1e-6) for _ in range(depth)])
        self.attns = nn.ModuleList([nn.MultiheadAttention(d, heads, batch_first=True) for _ in range(depth)])
        self.norms2 = nn.ModuleList([nn.LayerNorm(d, eps=1e-6) for _ in range(depth)])
        self.mlps = nn.ModuleList([nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d)) for _ in range(depth)])
        self.norm, self.head = nn.LayerNorm(d), nn.Linear(d, 10)
        self.apply(self.init)

    def init(self, m):
        if isinstance(m, nn.Linear):
            nn.init.trunc_normal_(m.weight, std=0.02)
            if m.bias is not None:
                nn.init.constant_(m.bias, 0)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2) + self.pos
        for n1, attn, n2, mlp in zip(self.norms1, self.attns, self.norms2, self.mlps):
            y = n1(x)
            x = x + attn(y, y, y)[0]
            x = x + mlp(n2(x))
        return self.head(self.norm(x.mean(1)))


net = ViT()

x = torch.randn(16, 3, 32, 32)
net(x)
