import torch
import torch.nn as nn
import torch.nn.functional as F

class Layer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.attn = nn.MultiheadAttention(d, 4, batch_first=True)
        self.f1, self.f2 = nn.Linear(d, 2 * d), nn.Linear(2 * d, d)
        self.alpha = nn.Parameter(torch.full((1,), 0.3))

    def forward(self, x):
        a, _ = self.attn(x, x, x, need_weights=False)
        x = x + self.alpha * a
        return x + self.alpha * self.f2(torch.relu(self.f1(x)))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(300, 64)
        self.layers = nn.ModuleList([Layer(64) for _ in range(4)])
        self.head = nn.Linear(64, 300)

    def forward(self, x):
        h = self.emb(x)
        for l in self.layers:
            h = l(h)
        return self.head(h)

net = Net()
x = torch.randint(0, 300, (8, 16))
net(x)
