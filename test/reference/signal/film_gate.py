import torch
import torch.nn as nn


class GRN(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.fc1 = nn.Linear(d, d)
        self.elu = nn.ELU()
        self.fc2 = nn.Linear(d, d)
        self.glu = nn.Linear(d, 2 * d)
        self.norm = nn.LayerNorm(d)

    def forward(self, x):
        h = self.fc2(self.elu(self.fc1(x)))
        h = nn.functional.glu(self.glu(h), dim=-1)
        return self.norm(x + h)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(30, 96)
        self.grns = nn.ModuleList([GRN(96) for _ in range(4)])
        self.out = nn.Linear(96, 3)

    def forward(self, x):
        x = self.inp(x)
        for grn in self.grns:
            x = grn(x)
        return self.out(x)


net = Net()
x = torch.randn(128, 30)
net(x)
