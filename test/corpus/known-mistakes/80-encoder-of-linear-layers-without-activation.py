# Source: https://github.com/wyhsirius/LIA/issues/11
# Mistake: Five fully connected layers in a loop, none with an activation: one linear layer would do.
import torch
from torch import nn


class MotionEncoder(nn.Module):
    def __init__(self, style_dim=512, motion_dim=20):
        super().__init__()
        fc = [nn.Linear(style_dim, style_dim)]
        for i in range(3):
            fc.append(nn.Linear(style_dim, style_dim))
        fc.append(nn.Linear(style_dim, motion_dim))
        self.fc = nn.Sequential(*fc)

    def forward(self, appearance):
        return self.fc(appearance)


encoder = MotionEncoder()
print(encoder(torch.randn(2, 512)).shape)
