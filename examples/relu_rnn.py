"""Story: ReLU inside a recurrent cell.

The hidden state goes through the same weights at every step. tanh bounds it; ReLU does not, so once the recurrent
weights grow in training, the state grows with every step. Two ways out: tanh, or the identity as the recurrent
matrix (IRNN, Le et al. 2015), as the second model below has it.
"""

import torch
from torch import nn


class SentimentRNN(nn.Module):
    def __init__(self, vocabulary: int = 20_000, hidden: int = 128):
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, 64)
        self.rnn = nn.RNN(64, hidden, nonlinearity="relu", batch_first=True)
        self.head = nn.Linear(hidden, 2)

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        states, _ = self.rnn(self.embedding(tokens))
        return self.head(states[:, -1])


class IdentityRNN(nn.Module):
    """The same cell started from the identity: nothing to warn about."""

    def __init__(self, inputs: int = 1, hidden: int = 100):
        super().__init__()
        self.rnn = nn.RNN(inputs, hidden, nonlinearity="relu", batch_first=True)
        nn.init.eye_(self.rnn.weight_hh_l0)
        nn.init.zeros_(self.rnn.bias_hh_l0)
        self.head = nn.Linear(hidden, 10)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        states, _ = self.rnn(pixels)
        return self.head(states[:, -1])
