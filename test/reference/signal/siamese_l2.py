import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Embedder(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 32, 5), nn.PReLU(), nn.MaxPool2d(2, stride=2), nn.Conv2d(32, 64, 5), nn.PReLU(), nn.MaxPool2d(2, stride=2)
        )
        self.fc = nn.Sequential(nn.Linear(64 * 4 * 4, 256), nn.PReLU(), nn.Linear(256, 64))

    def forward(self, x):
        out = self.features(x)
        out = self.fc(out.view(out.size(0), -1))
        return F.normalize(out, p=2, dim=1)


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = Embedder()
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        a, b = x[:, 0], x[:, 1]
        return self.head(torch.abs(self.embed(a) - self.embed(b)))


net = Siamese()
x = torch.randn(32, 2, 1, 28, 28)
net(x)
