import torch
import torch.nn as nn
import torch.nn.functional as F

class LM(nn.Module):
    def __init__(self, vocab=500, d=128):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        nn.init.uniform_(self.embed.weight, -0.1, 0.1)
        self.drop = nn.Dropout(0.2)
        self.rnn = nn.LSTM(d, d, num_layers=2, dropout=0.2, batch_first=True)
        self.head = nn.Linear(d, vocab)
        self.head.weight = self.embed.weight
        nn.init.zeros_(self.head.bias)

    def forward(self, x):
        y, _ = self.rnn(self.drop(self.embed(x)))
        return self.head(self.drop(y))


net = LM()

x = torch.randint(0, 500, (16, 24))
net(x)
