"""An actor-critic with PPO's orthogonal initialisation and tanh."""

import torch
import torch.nn.functional as F
from torch import nn


def layer_init(layer, std=2**0.5, bias=0.0):
    nn.init.orthogonal_(layer.weight, std)
    nn.init.constant_(layer.bias, bias)
    return layer


class Agent(nn.Module):
    def __init__(self, observations=4, actions=2):
        super().__init__()
        self.critic = nn.Sequential(layer_init(nn.Linear(observations, 64)), nn.Tanh(), layer_init(nn.Linear(64, 64)), nn.Tanh(), layer_init(nn.Linear(64, 1), std=1.0))
        self.actor = nn.Sequential(layer_init(nn.Linear(observations, 64)), nn.Tanh(), layer_init(nn.Linear(64, 64)), nn.Tanh(), layer_init(nn.Linear(64, actions), std=0.01))

    def forward(self, x):
        return torch.distributions.Categorical(logits=self.actor(x)), self.critic(x)


agent = Agent()
optimizer = torch.optim.Adam(agent.parameters(), lr=2.5e-4, eps=1e-5)
