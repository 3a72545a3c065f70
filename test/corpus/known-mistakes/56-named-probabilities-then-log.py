# Source: https://github.com/zackchase/mxnet-the-straight-dope/issues/3
# Mistake: The probabilities get a name first, and their logarithm is taken a line later.
import torch
from torch import nn

policy = nn.Sequential(nn.Linear(4, 128), nn.ReLU(), nn.Linear(128, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=3e-3)


def update(states, actions, returns):
    logits = policy(states)
    probabilities = torch.softmax(logits, dim=1)
    log_probabilities = torch.log(probabilities)
    chosen = log_probabilities.gather(1, actions.unsqueeze(1)).squeeze(1)
    loss = -(chosen * returns).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


update(torch.randn(10, 4), torch.randint(0, 2, (10,)), torch.randn(10))
