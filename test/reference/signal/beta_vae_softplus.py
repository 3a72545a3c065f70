import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(100, 256)
        self.l2 = nn.Linear(256, 256)
        self.mu = nn.Linear(256, 16)
        self.sigma = nn.Linear(256, 16)

    def forward(self, x):
        x = torch.tanh(self.l1(x))
        x = torch.tanh(self.l2(x))
        return Normal(self.mu(x), F.softplus(self.sigma(x)) + 1e-4)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = nn.Linear(16, 256)
        self.l2 = nn.Linear(256, 100)

    def forward(self, z):
        return self.l2(torch.tanh(self.l1(z)))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = Encoder()
        self.dec = Decoder()

    def forward(self, x):
        q = self.enc(x)
        z = q.rsample()
        return self.dec(z)


net = Model()
x = torch.randn(256, 100)
net(x)
