"""A BiLSTM with a linear-chain CRF: emissions stay scores."""

import torch
import torch.nn.functional as F
from torch import nn


class Tagger(nn.Module):
    def __init__(self, words=1000, tags=9):
        super().__init__()
        self.embedding = nn.Embedding(words, 100)
        self.lstm = nn.LSTM(100, 64, bidirectional=True, batch_first=True)
        self.emit = nn.Linear(128, tags)
        self.transitions = nn.Parameter(torch.randn(tags, tags))

    def forward(self, sentence):
        emissions = self.emit(self.lstm(self.embedding(sentence))[0])
        alpha = emissions[:, 0]
        for t in range(1, emissions.size(1)):
            alpha = torch.logsumexp(alpha.unsqueeze(2) + self.transitions, dim=1) + emissions[:, t]
        return torch.logsumexp(alpha, dim=1)
