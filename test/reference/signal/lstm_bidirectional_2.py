import torch
import torch.nn as nn
import torch.nn.functional as F


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(500, 100)
        self.lstm = nn.LSTM(100, 128, num_layers=2, bidirectional=True, batch_first=True, dropout=0.2)
        self.fc1 = nn.Linear(256, 64)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(64, 9)

    def forward(self, tokens):
        out, _ = self.lstm(self.embedding(tokens))
        return self.fc2(self.act(self.fc1(out)))


net = Tagger()
x = torch.randint(0, 500, (8, 30))
net(x)
