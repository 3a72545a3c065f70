# Source: https://pytorch.org/docs/stable/generated/torch.nn.LeakyReLU.html
# Mistake: A negative slope of 10 was meant to be a tenth: negative inputs are amplified.
import torch
from torch import nn


class Discriminator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(784, 512),
            nn.LeakyReLU(10, inplace=True),
            nn.Linear(512, 1),
            nn.Sigmoid(),
        )

    def forward(self, img):
        return self.model(img.view(img.size(0), -1))


discriminator = Discriminator()
print(discriminator(torch.rand(4, 1, 28, 28)))
