import torch
import torch.nn as nn
from torch.nn.utils import spectral_norm


class Discriminator(nn.Module):
    def __init__(self, ch=64):
        super().__init__()
        self.main = nn.Sequential(
            spectral_norm(nn.Conv2d(3, ch, 3, 1, 1)),
            nn.LeakyReLU(0.1),
            spectral_norm(nn.Conv2d(ch, ch, 4, 2, 1)),
            nn.LeakyReLU(0.1),
            spectral_norm(nn.Conv2d(ch, 2 * ch, 3, 1, 1)),
            nn.LeakyReLU(0.1),
            spectral_norm(nn.Conv2d(2 * ch, 2 * ch, 4, 2, 1)),
            nn.LeakyReLU(0.1),
        )
        self.fc = spectral_norm(nn.Linear(2 * ch * 8 * 8, 1))

    def forward(self, x):
        return self.fc(self.main(x).view(x.size(0), -1))


net = Discriminator()
x = torch.randn(8, 3, 32, 32)
net(x)
