import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, vocab, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hid, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(hid * 2, hid)

    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        return outputs, torch.tanh(self.fc(outputs[:, -1]))


class AttentionPool(nn.Module):
    def __init__(self, hid):
        super().__init__()
        self.score = nn.Linear(hid * 2, 1)

    def forward(self, outputs):
        weights = F.softmax(self.score(outputs), dim=1)
        return (weights * outputs).sum(dim=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder(200, 64, 128)
        self.pool = AttentionPool(128)
        self.out = nn.Linear(256, 6)

    def forward(self, src):
        outputs, state = self.encoder(src)
        return self.out(self.pool(outputs))


net = Net()
x = torch.randint(0, 200, (16, 20))
net(x)
