import torch
import torch.nn as nn
import torch.nn.functional as F


class SA(nn.Module):
    def __init__(self, i, o, k):
        super().__init__()
        self.k = k
        self.conv1 = nn.Conv2d(i, o, 1)
        self.bn1 = nn.BatchNorm2d(o)
        self.conv2 = nn.Conv2d(o, o, 1)
        self.bn2 = nn.BatchNorm2d(o)

    def forward(self, x):
        b, c, n = x.shape
        g = x.view(b, c, n // self.k, self.k)
        g = F.relu(self.bn1(self.conv1(g)))
        g = F.relu(self.bn2(self.conv2(g)))
        return torch.max(g, 3)[0]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.sa1 = SA(3, 64, 8)
        self.sa2 = SA(64, 128, 8)
        self.fc1 = nn.Linear(128, 64)
        self.drop = nn.Dropout(0.4)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        x = self.sa2(self.sa1(x))
        x = torch.max(x, 2)[0]
        return self.fc2(self.drop(F.relu(self.fc1(x))))


net = Net()
x = torch.randn(16, 3, 256)
net(x)
