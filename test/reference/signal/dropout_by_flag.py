import math
import torch
import torch.nn as nn
import torch.nn.functional as F



class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 10)

    def forward(self, x):
        h = self.a(x)
        if self.training:
            h = F.dropout(h, 0.2, training=self.training)
        return self.b(h)


net = Net()
x = torch.randn(64, 64)
net(x)
