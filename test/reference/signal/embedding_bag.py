import torch
import torch.nn as nn


class TextClassification(nn.Module):
    def __init__(self, vocab=1000, dim=64, classes=4):
        super().__init__()
        self.embedding = nn.EmbeddingBag(vocab, dim)
        self.fc1 = nn.Linear(dim, 64)
        self.relu = nn.ReLU()
        self.fc2 = nn.Linear(64, classes)
        self.init_weights()

    def init_weights(self):
        initrange = 0.5
        self.embedding.weight.data.uniform_(-initrange, initrange)
        self.fc1.weight.data.uniform_(-initrange, initrange)
        self.fc1.bias.data.zero_()
        self.fc2.weight.data.uniform_(-initrange, initrange)
        self.fc2.bias.data.zero_()

    def forward(self, text):
        return self.fc2(self.relu(self.fc1(self.embedding(text))))


net = TextClassification()
x = torch.randint(0, 1000, (64, 12))
net(x)
