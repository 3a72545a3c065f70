import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm = nn.LayerNorm(d)
        self.in_proj = nn.Linear(d, 4 * d, bias=False)
        self.conv = nn.Conv1d(2 * d, 2 * d, 4, padding=3, groups=2 * d)
        self.x_proj = nn.Linear(2 * d, 2 * d, bias=False)
        self.out_proj = nn.Linear(2 * d, d, bias=False)

    def forward(self, x):
        y, z = self.in_proj(self.norm(x)).chunk(2, dim=-1)
        y = self.conv(y.transpose(1, 2))[:, :, : x.shape[1]].transpose(1, 2)
        y = F.silu(y)
        y = y * torch.sigmoid(self.x_proj(y))
        return x + self.out_proj(y * F.silu(z))


class Net(nn.Module):
    def __init__(self, d=64):
        super().__init__()
        self.embed = nn.Embedding(300, d)
        self.blocks = nn.ModuleList([Block(d) for _ in range(3)])
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, 300)

    def forward(self, x):
        x = self.embed(x)
        for b in self.blocks:
            x = b(x)
        return self.head(self.norm(x))


net = Net()
x = torch.randint(0, 300, (8, 32))
net(x)
