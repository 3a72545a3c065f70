# Source: https://pytorch.org/docs/stable/generated/torch.nn.RNN.html
# Mistake: nn.RNN knows 'tanh' and 'relu' only.
import torch
from torch import nn


class Tagger(nn.Module):
    def __init__(self, words=1000, tags=17):
        super().__init__()
        self.embedding = nn.Embedding(words, 64)
        self.rnn = nn.RNN(64, 64, nonlinearity="leaky_relu")
        self.out = nn.Linear(64, tags)

    def forward(self, sentence):
        states, _ = self.rnn(self.embedding(sentence))
        return self.out(states)


tagger = Tagger()
print(tagger(torch.randint(0, 1000, (9, 1))).shape)
