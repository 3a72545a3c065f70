import torch
import torch.nn as nn


class HyperLinear(nn.Module):
    """A linear layer whose weights come from another network."""

    def __init__(self, z_dim, fan_in, fan_out):
        super().__init__()
        self.fan_in, self.fan_out = fan_in, fan_out
        self.weight_gen = nn.Linear(z_dim, fan_in * fan_out)
        self.bias_gen = nn.Linear(z_dim, fan_out)

    def forward(self, x, z):
        w = self.weight_gen(z).view(-1, self.fan_out, self.fan_in)
        b = self.bias_gen(z)
        return torch.bmm(w, x.unsqueeze(-1)).squeeze(-1) + b


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 16))
        self.trunk = nn.Linear(32, 40)
        self.hyper1 = HyperLinear(16, 40, 48)
        self.act = nn.ReLU()
        self.hyper2 = HyperLinear(16, 48, 10)

    def forward(self, x):
        z = self.encode(x)
        h = self.trunk(x)
        h = self.act(self.hyper1(h, z))
        return self.hyper2(h, z)


net = Net()
x = torch.randn(128, 32)
net(x)
