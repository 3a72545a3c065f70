import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class CosineLinear(nn.Module):
    def __init__(self, in_features, classes, scale=16.0):
        super().__init__()
        self.weight = nn.Parameter(torch.Tensor(classes, in_features))
        self.scale = scale
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x):
        return self.scale * F.linear(F.normalize(x), F.normalize(self.weight))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn1 = nn.Linear(50, 128), nn.BatchNorm1d(128)
        self.fc2, self.bn2 = nn.Linear(128, 128), nn.BatchNorm1d(128)
        self.head = CosineLinear(128, 20)

    def forward(self, x):
        x = F.relu(self.bn1(self.fc1(x)))
        x = F.relu(self.bn2(self.fc2(x)))
        return self.head(x)


net = Net()
x = torch.randn(128, 50)
net(x)
