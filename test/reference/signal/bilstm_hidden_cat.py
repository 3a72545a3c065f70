import torch
import torch.nn as nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(400, 100)
        self.rnn = nn.LSTM(100, 128, num_layers=1, bidirectional=True, batch_first=True)
        self.fc = nn.Linear(128 * 2, 3)
        self.dropout = nn.Dropout(0.5)

    def forward(self, text):
        embedded = self.dropout(self.embedding(text))
        output, (hidden, cell) = self.rnn(embedded)
        hidden = self.dropout(torch.cat((hidden[-2, :, :], hidden[-1, :, :]), dim=1))
        return self.fc(hidden)


net = Classifier()
x = torch.randint(0, 400, (64, 25))
net(x)
