import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(40, 128)
        self.gru = nn.GRU(128, 128, num_layers=2, batch_first=True)
        self.norm = nn.LayerNorm(128)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        x = torch.tanh(self.proj(x))
        x, _ = self.gru(x)
        return self.head(self.norm(x[:, -1]))


net = Net()
x = torch.randn(16, 50, 40)
net(x)
