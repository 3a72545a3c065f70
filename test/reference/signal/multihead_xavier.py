import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.inp = nn.Linear(16, d)
        self.attn = nn.MultiheadAttention(d, 4, batch_first=True)
        self.head = nn.Linear(d, 7)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def forward(self, x):
        x = self.inp(x)
        a, _ = self.attn(x, x, x)
        return self.head(x + a)


net = Net()
x = torch.randn(16, 24, 16)
net(x)
