"""Classifies a sequence by an attention-weighted mean over time."""

import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, words, classes):
        super().__init__()
        self.embedding = nn.Embedding(words, 64)
        self.lstm = nn.LSTM(64, 64, batch_first=True, bidirectional=True)
        self.score = nn.Sequential(nn.Linear(128, 64), nn.Tanh(), nn.Linear(64, 1), nn.Softmax(dim=1))
        self.out = nn.Linear(128, classes)

    def forward(self, words):
        states, _ = self.lstm(self.embedding(words))
        return self.out((self.score(states) * states).sum(dim=1))


model = Classifier(5000, 4)
loss = nn.CrossEntropyLoss()(model(torch.zeros(2, 9).long()), torch.zeros(2).long())
