import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 128))
        self.quantizer = nn.Linear(128, 128)
        self.decoder = nn.Sequential(nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, 10))

    def forward(self, x):
        z = self.encoder(x)
        q = self.quantizer(z)
        z = z + (q - z).detach()
        return self.decoder(z)


net = Net()
x = torch.randn(128, 64)
net(x)
