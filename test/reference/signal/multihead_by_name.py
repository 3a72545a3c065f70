import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.inp = nn.Linear(16, d)
        self.attn = nn.MultiheadAttention(d, 4, batch_first=True)
        self.head = nn.Linear(d, 7)
        nn.init.normal_(self.attn.in_proj_weight, std=d ** -0.5)
        nn.init.normal_(self.attn.out_proj.weight, std=0.02)

    def forward(self, x):
        x = self.inp(x)
        a, _ = self.attn(x, x, x)
        return self.head(x + a)


net = Net()
x = torch.randn(16, 24, 16)
net(x)
