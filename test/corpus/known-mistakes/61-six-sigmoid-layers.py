# Source: https://github.com/microsoft/CNTK/issues/476
# Mistake: Six hidden sigmoid layers in a row: the first hardly get a gradient.
import torch
from torch import nn


class AcousticModel(nn.Module):
    def __init__(self, frames=440, states=1920, width=2048):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(frames, width), nn.Sigmoid(),
            nn.Linear(width, width), nn.Sigmoid(),
            nn.Linear(width, width), nn.Sigmoid(),
            nn.Linear(width, width), nn.Sigmoid(),
            nn.Linear(width, width), nn.Sigmoid(),
            nn.Linear(width, width), nn.Sigmoid(),
        )
        self.senones = nn.Linear(width, states)

    def forward(self, x):
        return self.senones(self.layers(x))


model = AcousticModel()
loss = nn.CrossEntropyLoss()(model(torch.randn(8, 440)), torch.randint(0, 1920, (8,)))
loss.backward()
