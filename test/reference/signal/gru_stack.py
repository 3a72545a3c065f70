import torch
import torch.nn as nn


class Forecaster(nn.Module):
    def __init__(self, features=12, hidden=96, layers=3, horizon=4):
        super().__init__()
        self.gru = nn.GRU(features, hidden, num_layers=layers, dropout=0.2, batch_first=True)
        self.norm = nn.LayerNorm(hidden)
        self.fc1 = nn.Linear(hidden, 64)
        self.act = nn.LeakyReLU()
        self.fc2 = nn.Linear(64, horizon)

    def forward(self, x):
        out, _ = self.gru(x)
        out = self.norm(out[:, -1, :])
        return self.fc2(self.act(self.fc1(out)))


net = Forecaster()
x = torch.randn(64, 40, 12)
net(x)
