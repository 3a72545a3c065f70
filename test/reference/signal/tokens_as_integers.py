import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(200, 64)
        self.out = nn.Linear(64, 8)

    def forward(self, x):
        x = x.long()
        return self.out(self.emb(x))


net = Net()
x = torch.randint(0, 200, (16, 24))
net(x)
