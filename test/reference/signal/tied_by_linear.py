import torch
import torch.nn as nn
import torch.nn.functional as F


class Model(nn.Module):
    def __init__(self, vocab=400, dim=96):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.lstm = nn.LSTM(dim, dim, batch_first=True)
        self.project = nn.Linear(dim, dim)

    def forward(self, tokens):
        b, t = tokens.shape
        x, _ = self.lstm(self.embed(tokens))
        x = F.gelu(self.project(x))
        return F.linear(x, self.embed.weight)


net = Model()
x = torch.randint(0, 400, (16, 30))
net(x)
