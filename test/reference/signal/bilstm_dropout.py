import torch
import torch.nn as nn


class BiLSTMTagger(nn.Module):
    def __init__(self, vocab=400, emb=100, hidden=128, tags=12):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.lstm = nn.LSTM(emb, hidden, num_layers=2, bidirectional=True, dropout=0.5, batch_first=True)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(2 * hidden, tags)

    def forward(self, text):
        embedded = self.dropout(self.embedding(text))
        outputs, (hidden, cell) = self.lstm(embedded)
        return self.fc(self.dropout(outputs))


net = BiLSTMTagger()
x = torch.randint(0, 400, (16, 30))
net(x)
