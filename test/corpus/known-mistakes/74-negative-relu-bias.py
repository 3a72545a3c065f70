# Source: https://cs231n.github.io/neural-networks-2/
# Mistake: The hidden bias starts at -5: hardly any ReLU is ever active.
import torch
from torch import nn


class SparseEncoder(nn.Module):
    def __init__(self, pixels=784, hidden=256):
        super().__init__()
        self.encode = nn.Linear(pixels, hidden)
        self.decode = nn.Linear(hidden, pixels)
        nn.init.constant_(self.encode.bias, -5.0)

    def forward(self, x):
        return self.decode(torch.relu(self.encode(x)))


model = SparseEncoder()
loss = nn.functional.mse_loss(model(torch.rand(32, 784)), torch.rand(32, 784))
loss.backward()
