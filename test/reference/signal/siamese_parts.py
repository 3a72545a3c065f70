import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = nn.Sequential(nn.Conv2d(1, 32, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.Flatten(), nn.Linear(64 * 100, 128), nn.Tanh())
        self.fc = nn.Linear(128, 1)

    def forward(self, pair):
        a, b = pair[:, 0], pair[:, 1]
        return self.fc(torch.abs(self.tower(a) - self.tower(b)))

net = Net()
x = torch.randn(16, 2, 1, 28, 28)
net(x)
