import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.inp = nn.Linear(16, d)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(d, 4, 512, 0.0, 'gelu', batch_first=True), 2)
        self.head = nn.Linear(d, 7)
        self.apply(self._init_weights)

    def _init_weights(self, m):
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=0.02)
            if m.bias is not None:
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.head(self.enc(self.inp(x)))


net = Net()
x = torch.randn(16, 24, 16)
net(x)
