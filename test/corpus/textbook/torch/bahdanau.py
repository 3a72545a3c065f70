"""Additive attention of a decoder state over encoder outputs (Bahdanau et al. 2015)."""

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, hidden=256):
        super().__init__()
        self.query, self.key = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.score = nn.Linear(hidden, 1)

    def forward(self, state, outputs):
        energy = torch.tanh(self.query(state).unsqueeze(1) + self.key(outputs))
        weights = F.softmax(self.score(energy), dim=1)
        return (weights * outputs).sum(dim=1), weights


class Decoder(nn.Module):
    def __init__(self, words, hidden=256):
        super().__init__()
        self.embedding, self.attention = nn.Embedding(words, hidden), Attention(hidden)
        self.gru, self.out = nn.GRU(2 * hidden, hidden, batch_first=True), nn.Linear(hidden, words)

    def forward(self, word, state, outputs):
        context, weights = self.attention(state[-1], outputs)
        step = torch.cat([self.embedding(word), context.unsqueeze(1)], dim=2)
        output, state = self.gru(step, state)
        return F.log_softmax(self.out(output.squeeze(1)), dim=1), state, weights
