import torch.nn as nn
import torch

dims = [784, 512, 256, 128, 32]


class AutoEncoder(nn.Module):
    def __init__(self, dims):
        super().__init__()
        enc, dec = [], []
        for i, o in zip(dims[:-1], dims[1:]):
            enc += [nn.Linear(i, o), nn.ELU()]
        rev = dims[::-1]
        for i, o in zip(rev[:-1], rev[1:]):
            dec += [nn.Linear(i, o), nn.ELU()]
        self.encoder = nn.Sequential(*enc[:-1])
        self.decoder = nn.Sequential(*dec[:-1])

    def forward(self, x):
        return self.decoder(self.encoder(x))


net = AutoEncoder(dims)
x = torch.randn(128, 784)
net(x)
