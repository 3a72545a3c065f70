import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.online = nn.Sequential(nn.Linear(64, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 64))
        self.target = nn.Sequential(nn.Linear(64, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Linear(256, 64))
        self.predictor = nn.Sequential(nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 64))
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        p = self.predictor(self.online(x))
        with torch.no_grad():
            t = self.target(x)
        p = F.normalize(p, dim=-1)
        t = F.normalize(t, dim=-1)
        return self.head(p - t)


net = Net()
x = torch.randn(64, 64)
net(x)
