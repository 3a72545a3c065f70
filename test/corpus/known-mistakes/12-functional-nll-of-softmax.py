# Source: https://github.com/midas-research/man-sf-emnlp/issues/2
# Mistake: The training loop computes nll_loss of F.softmax instead of F.log_softmax.
import torch
import torch.nn.functional as F
from torch import nn, optim


class StockMovement(nn.Module):
    def __init__(self):
        super().__init__()
        self.prices = nn.GRU(3, 64, batch_first=True)
        self.tweets = nn.Linear(512, 64)
        self.out = nn.Linear(64, 2)

    def forward(self, prices, tweets):
        _, state = self.prices(prices)
        mixed = torch.tanh(state[-1] + self.tweets(tweets))
        return self.out(mixed)


model = StockMovement()
optimizer = optim.Adam(model.parameters(), lr=5e-4, weight_decay=5e-5)


def train(prices, tweets, labels):
    model.train()
    optimizer.zero_grad()
    output = model(prices, tweets)
    loss = F.nll_loss(F.softmax(output, dim=1), labels)
    loss.backward()
    optimizer.step()


train(torch.rand(8, 5, 3), torch.rand(8, 512), torch.randint(0, 2, (8,)))
