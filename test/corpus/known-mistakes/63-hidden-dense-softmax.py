# Source: https://github.com/chris-nemeth/sgmcmc-review-paper/issues/2
# Mistake: The hidden layer of a small network uses softmax where sigmoid was meant.
import torch
from torch import nn


class HiddenSoftmax(nn.Module):
    def __init__(self, inputs=784, hidden=100, classes=10):
        super().__init__()
        self.a = nn.Linear(inputs, hidden)
        self.b = nn.Linear(hidden, classes)

    def forward(self, x):
        hidden = torch.softmax(self.a(x), dim=-1)
        return self.b(hidden)


model = HiddenSoftmax()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loss = nn.functional.cross_entropy(model(torch.rand(20, 784)), torch.randint(0, 10, (20,)))
loss.backward()
optimizer.step()
