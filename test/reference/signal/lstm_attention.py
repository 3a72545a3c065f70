import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, vocab=400, d=64, h=96):
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.lstm = nn.LSTM(d, h, batch_first=True, bidirectional=True)
        self.attn = nn.Linear(2 * h, 1)
        self.fc = nn.Linear(2 * h, 5)

    def forward(self, x):
        h, _ = self.lstm(self.embed(x))
        w = torch.softmax(self.attn(h), dim=1)
        return self.fc((w * h).sum(1))


net = Net()
x = torch.randint(0, 400, (16, 24))
net(x)
