import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.norm1 = nn.LayerNorm(d)
        self.norm2 = nn.LayerNorm(d)
        self.fc1 = nn.Linear(d, 4 * d)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(4 * d, d)

    def forward(self, x):
        x = self.norm1(x + torch.fft.fft(torch.fft.fft(x, dim=-1), dim=-2).real)
        return self.norm2(x + self.fc2(self.act(self.fc1(x))))


class FNet(nn.Module):
    def __init__(self, vocab=500, d=128):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.blocks = nn.Sequential(*[Block(d) for _ in range(3)])
        self.head = nn.Linear(d, 5)

    def forward(self, x):
        return self.head(self.blocks(self.embed(x)).mean(1))


net = FNet()
x = torch.randint(0, 500, (16, 32))
net(x)
