import torch
import torch.nn as nn
import torch.nn.functional as F


class SE(nn.Module):
    def __init__(self, ch, r=4):
        super().__init__()
        self.squeeze = nn.Conv2d(ch, ch // r, 1)
        self.excite = nn.Conv2d(ch // r, ch, 1)

    def forward(self, x):
        s = F.adaptive_avg_pool2d(x, 1)
        s = F.silu(self.squeeze(s))
        return x * torch.sigmoid(self.excite(s))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 32, 3, stride=2, padding=1)
        self.se1 = SE(32)
        self.c2 = nn.Conv2d(32, 64, 3, stride=2, padding=1)
        self.se2 = SE(64)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = self.se1(F.relu(self.c1(x)))
        x = self.se2(F.relu(self.c2(x)))
        return self.head(x.mean((2, 3)))


net = Net()
x = torch.randn(16, 3, 32, 32)
net(x)
