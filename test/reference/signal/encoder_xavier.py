import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, vocab=200, d=128):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.pos = nn.Parameter(torch.zeros(1, 24, d))
        layer = nn.TransformerEncoderLayer(d, 4, 256, batch_first=True, norm_first=True)
        self.enc = nn.TransformerEncoder(layer, 3)
        self.head = nn.Linear(d, 7)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.xavier_uniform_(p)

    def forward(self, x):
        return self.head(self.enc(self.embed(x) + self.pos))


net = Net()
x = torch.randint(0, 200, (16, 24))
net(x)
