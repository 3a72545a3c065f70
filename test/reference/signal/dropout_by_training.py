import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads, self.drop = heads, nn.Dropout(0.2)
        self.q, self.k, self.v, self.out = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (layer(x).view(b, t, self.heads, -1).transpose(1, 2) for layer in (self.q, self.k, self.v))
        a = F.softmax(q @ k.transpose(-2, -1) * (d // self.heads) ** -0.5, dim=-1)
        a = F.dropout(a, p=self.drop.p if self.training else 0.0, training=self.training)
        return self.out((a @ v).transpose(1, 2).reshape(b, t, d))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.norm, self.second = Attention(128, 4), nn.LayerNorm(128), Attention(128, 4)
        self.rate = 0.3
        self.head = nn.Linear(128, 16)

    def forward(self, x):
        x = self.norm(x + self.first(x))
        x = F.dropout(self.second(x), 0.0 if not self.training else self.rate)
        return self.head(x)


net = Net()
x = torch.randn(8, 24, 128)
net(x)
