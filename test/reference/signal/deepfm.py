import torch
import torch.nn as nn


class DeepFM(nn.Module):
    def __init__(self, fields=10, vocab=100, k=16):
        super().__init__()
        self.emb = nn.Embedding(fields * vocab, k)
        self.lin = nn.Embedding(fields * vocab, 1)
        nn.init.xavier_uniform_(self.emb.weight)
        self.deep = nn.Sequential(
            nn.Linear(fields * k, 128), nn.BatchNorm1d(128), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(128, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.2),
            nn.Linear(64, 1),
        )

    def forward(self, x):
        e = self.emb(x)
        square_of_sum = e.sum(dim=1) ** 2
        sum_of_square = (e ** 2).sum(dim=1)
        fm = 0.5 * (square_of_sum - sum_of_square).sum(dim=1, keepdim=True)
        deep = self.deep(e.flatten(1))
        return self.lin(x).sum(dim=1) + fm + deep


net = DeepFM()
x = torch.randint(0, 1000, (256, 10))
net(x)
