import torch
import torch.nn as nn
import torch.nn.functional as F


class BahdanauAttention(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.Wa = nn.Linear(hidden, hidden)
        self.Ua = nn.Linear(hidden, hidden)
        self.Va = nn.Linear(hidden, 1)

    def forward(self, query, keys):
        scores = self.Va(torch.tanh(self.Wa(query) + self.Ua(keys)))
        weights = F.softmax(scores.squeeze(2).unsqueeze(1), dim=-1)
        return torch.bmm(weights, keys)


class Seq2Seq(nn.Module):
    def __init__(self, vocab=300, hidden=128):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hidden)
        self.dropout = nn.Dropout(0.1)
        self.encoder = nn.GRU(hidden, hidden, batch_first=True)
        self.attention = BahdanauAttention(hidden)
        self.combine = nn.Linear(2 * hidden, hidden)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x):
        embedded = self.dropout(self.embedding(x))
        output, h = self.encoder(embedded)
        query = h.permute(1, 0, 2)
        context = self.attention(query, output)
        joined = torch.cat((query, context), dim=2)
        return self.out(torch.tanh(self.combine(joined)).squeeze(1))


net = Seq2Seq()
x = torch.randint(0, 300, (16, 24))
net(x)
