import torch
import torch.nn as nn


class ReZeroBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.fc1, self.fc2 = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)
        self.resweight = nn.Parameter(torch.zeros(1))
        self.act = nn.ReLU()

    def forward(self, x):
        x = x + self.resweight * self.attn(x, x, x)[0]
        return x + self.resweight * self.fc2(self.act(self.fc1(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(16, 64)
        self.blocks = nn.ModuleList([ReZeroBlock(64, 4) for _ in range(3)])
        self.out = nn.Linear(64, 10)

    def forward(self, x):
        x = self.inp(x)
        for block in self.blocks:
            x = block(x)
        return self.out(x)


net = Net()
x = torch.randn(16, 20, 16)
net(x)
