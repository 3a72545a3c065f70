import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(400, 128)
        self.positions = nn.Parameter(torch.randn(1, 32, 128) * 0.02)
        layer = nn.TransformerEncoderLayer(128, 8, 512, dropout=0.1, activation='gelu', batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=6)
        self.norm = nn.LayerNorm(128)
        self.head = nn.Linear(128, 10)

    def forward(self, tokens):
        x = self.embed(tokens) + self.positions
        x = self.encoder(x)
        return self.head(self.norm(x).mean(dim=1))


net = Net()
x = torch.randint(0, 400, (16, 32))
net(x)
