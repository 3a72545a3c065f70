import torch
import torch.nn as nn


class Maxout(nn.Module):
    def __init__(self, d_in, d_out, k):
        super().__init__()
        self.d_out, self.k = d_out, k
        self.lin = nn.Linear(d_in, d_out * k)

    def forward(self, x):
        return self.lin(x).view(-1, self.d_out, self.k).max(dim=2).values


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.m1 = Maxout(50, 128, 4)
        self.drop = nn.Dropout(0.2)
        self.m2 = Maxout(128, 128, 2)
        self.out = nn.Linear(128, 10)

    def forward(self, x):
        return self.out(self.m2(self.drop(self.m1(x))))


net = Net()
x = torch.randn(256, 50)
net(x)
