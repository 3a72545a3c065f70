import torch
import torch.nn as nn


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.shared = nn.Sequential(nn.Linear(50, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.3), nn.Linear(256, 128), nn.ReLU())
        self.tower_a = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 3))
        self.tower_b = nn.Sequential(nn.Linear(128, 64), nn.Tanh(), nn.Linear(64, 3))

    def forward(self, x):
        h = self.shared(x)
        return torch.cat([self.tower_a(h), self.tower_b(h)], dim=1)


net = MultiTask()
x = torch.randn(128, 50)
net(x)
