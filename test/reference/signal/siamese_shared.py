import torch
import torch.nn as nn
import torch.nn.functional as F


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.cnn = nn.Sequential(
            nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 5), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc1 = nn.Linear(64 * 4 * 4, 256)
        self.fc2 = nn.Linear(256, 64)
        self.out = nn.Linear(64, 1)

    def embed(self, x):
        x = self.cnn(x).flatten(1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)

    def forward(self, pair):
        a, b = pair[:, :1], pair[:, 1:]
        return self.out(torch.abs(self.embed(a) - self.embed(b)))


net = Siamese()
x = torch.randn(16, 2, 28, 28)
net(x)
