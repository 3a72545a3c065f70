import torch
import torch.nn as nn


class DeepSets(nn.Module):
    def __init__(self, d_in=8, hidden=128, d_out=4):
        super().__init__()
        self.phi = nn.Sequential(
            nn.Linear(d_in, hidden), nn.ELU(), nn.Linear(hidden, hidden), nn.ELU(), nn.Linear(hidden, hidden)
        )
        self.rho = nn.Sequential(nn.Linear(hidden, hidden), nn.ELU(), nn.Linear(hidden, d_out))

    def forward(self, x):
        return self.rho(self.phi(x).sum(dim=1))


net = DeepSets()
x = torch.randn(32, 20, 8)
net(x)
