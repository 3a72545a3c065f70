import torch
import torch.nn as nn


class BiGRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(500, 64)
        self.gru = nn.GRU(64, 96, bidirectional=True, batch_first=True)
        self.fc1 = nn.Linear(192, 64)
        self.fc2 = nn.Linear(64, 4)

    def forward(self, tokens):
        h, _ = self.gru(self.emb(tokens))
        avg = torch.mean(h, 1)
        return self.fc2(torch.relu(self.fc1(avg)))


net = BiGRU()
x = torch.randint(0, 500, (64, 30))
net(x)
