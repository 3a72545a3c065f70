import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, padding=1)
        self.film = nn.Linear(3, 64)
        self.out = nn.Linear(32, 8)

    def forward(self, x):
        c = x.mean(dim=(2, 3))
        g, b = self.film(c).chunk(2, dim=1)
        h = self.conv(x)
        h = h * (1 + g[:, :, None, None]) + b[:, :, None, None]
        return self.out(F.relu(h).amax(dim=(2, 3)))


net = Net()
x = torch.randn(8, 3, 32, 32)
net(x)
