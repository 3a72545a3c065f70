# Source: https://github.com/linxiaow/EECS498-Deep-Learning-for-Vision/issues/1
# Mistake: He weights for ReLU in layers that tanh follows.
import torch
from torch import nn


class CaptionProjection(nn.Module):
    def __init__(self, features=1280, hidden=512, words=64):
        super().__init__()
        self.project = nn.Linear(features, hidden)
        self.output = nn.Linear(hidden, words)
        nn.init.kaiming_normal_(self.project.weight, nonlinearity="relu")

    def forward(self, image_features):
        return self.output(torch.tanh(self.project(image_features)))


model = CaptionProjection()
print(model(torch.randn(2, 1280)).shape)
