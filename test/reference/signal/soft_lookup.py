import torch
import torch.nn as nn
import torch.nn.functional as F


class Model(nn.Module):
    """A mixture of the rows of a table, as a relaxed choice of one of them reads it."""

    def __init__(self, codes=64, dim=96):
        super().__init__()
        self.encode = nn.Sequential(nn.Linear(128, 256), nn.ReLU(), nn.Linear(256, codes))
        self.codebook = nn.Embedding(codes, dim)
        self.decode = nn.Sequential(nn.Linear(dim, 256), nn.ReLU(), nn.Linear(256, 128))

    def forward(self, x):
        weights = F.softmax(self.encode(x), dim=-1)
        return self.decode(torch.einsum('bn,nd->bd', weights, self.codebook.weight))


net = Model()
x = torch.randn(256, 128)
net(x)
