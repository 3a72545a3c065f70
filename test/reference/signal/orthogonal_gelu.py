import torch
import torch.nn as nn


class MLP(nn.Module):
    def __init__(self, sizes, act=nn.GELU):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.act = act()
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.orthogonal_(m.weight, gain=1.5)
                m.bias.data.fill_(0.0)

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = self.act(x)
        return x


net = MLP([64] + [256] * 10 + [10])
x = torch.randn(256, 64)
net(x)
