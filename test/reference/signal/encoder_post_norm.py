import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(32, 128)
        layer = nn.TransformerEncoderLayer(d_model=128, nhead=4, dim_feedforward=256, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=4)
        self.head = nn.Linear(128, 5)

    def forward(self, x):
        x = self.encoder(self.proj(x))
        return self.head(x[:, 0])


net = Net()
x = torch.randn(16, 24, 32)
net(x)
