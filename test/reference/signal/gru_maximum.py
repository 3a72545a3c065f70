import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(1000, 64, padding_idx=0)
        self.gru = nn.GRU(64, 96, num_layers=2, bidirectional=True, batch_first=True, dropout=0.2)
        self.norm = nn.LayerNorm(192)
        self.fc = nn.Linear(192, 4)

    def forward(self, x):
        h, _ = self.gru(self.emb(x))
        h = self.norm(h)
        return self.fc(h.max(dim=1).values)

net = Net()
x = torch.randint(1, 1000, (32, 20))
net(x)
