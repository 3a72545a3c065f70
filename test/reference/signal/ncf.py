import torch
import torch.nn as nn


class NCF(nn.Module):
    def __init__(self, users=500, items=300, k=32):
        super().__init__()
        self.u = nn.Embedding(users, k)
        self.i = nn.Embedding(items, k)
        nn.init.normal_(self.u.weight, std=0.01)
        nn.init.normal_(self.i.weight, std=0.01)
        self.mlp = nn.Sequential(nn.Linear(2 * k, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 16), nn.ReLU())
        for m in self.mlp:
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight)
                m.bias.data.zero_()
        self.out = nn.Linear(16 + k, 1)

    def forward(self, pair):
        u, i = self.u(pair[:, 0]), self.i(pair[:, 1])
        gmf = u * i
        h = self.mlp(torch.cat([u, i], dim=-1))
        return torch.sigmoid(self.out(torch.cat([gmf, h], dim=-1))).squeeze()


net = NCF()
x = torch.randint(0, 300, (256, 2))
net(x)
