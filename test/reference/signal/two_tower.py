import torch
import torch.nn as nn


class NeuMF(nn.Module):
    def __init__(self, users=500, items=500, dim=32):
        super().__init__()
        self.user_gmf = nn.Embedding(users, dim)
        self.item_gmf = nn.Embedding(items, dim)
        self.user_mlp = nn.Embedding(users, dim)
        self.item_mlp = nn.Embedding(items, dim)
        self.mlp = nn.Sequential(nn.Linear(2 * dim, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU())
        self.out = nn.Linear(dim + 32, 1)
        for m in [self.user_gmf, self.item_gmf, self.user_mlp, self.item_mlp]:
            nn.init.normal_(m.weight, std=0.01)

    def forward(self, pairs):
        user, item = pairs[:, 0], pairs[:, 1]
        gmf = self.user_gmf(user) * self.item_gmf(item)
        mlp = self.mlp(torch.cat([self.user_mlp(user), self.item_mlp(item)], dim=-1))
        return torch.sigmoid(self.out(torch.cat([gmf, mlp], dim=-1)))


net = NeuMF()
x = torch.randint(0, 500, (128, 2))
net(x)
