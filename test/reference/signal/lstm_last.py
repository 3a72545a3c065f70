import torch
import torch.nn as nn


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size=1000, embedding_dim=100, hidden_dim=128, n_layers=2, drop=0.3):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim, padding_idx=0)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, n_layers, dropout=drop, batch_first=True)
        self.dropout = nn.Dropout(drop)
        self.fc = nn.Linear(hidden_dim, 1)

    def forward(self, x):
        embeds = self.embedding(x)
        out, (h, c) = self.lstm(embeds)
        out = self.dropout(out[:, -1, :])
        return torch.sigmoid(self.fc(out))


net = SentimentLSTM()
x = torch.randint(1, 1000, (64, 40))
net(x)
