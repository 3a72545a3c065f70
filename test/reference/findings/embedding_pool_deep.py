import torch
import torch.nn as nn


class Bag(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(2000, 64)
        layers = [nn.Linear(64, 128), nn.ReLU()]
        for _ in range(9):
            layers += [nn.Linear(128, 128), nn.ReLU()]
        self.body = nn.Sequential(*layers)
        self.out = nn.Linear(128, 2)

    def forward(self, t):
        return self.out(self.body(self.emb(t).mean(dim=1)))


net = Bag()
x = torch.randint(0, 2000, (128, 20))
net(x)
