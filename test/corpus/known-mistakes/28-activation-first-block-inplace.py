# Source: https://github.com/NVlabs/FUNIT/issues/23
# Mistake: Blocks that begin with an in-place activation overwrite their input, which the shortcut reads as well.
import torch
from torch import nn


class ActFirstResBlock(nn.Module):
    def __init__(self, fin, fout):
        super().__init__()
        self.conv_0 = nn.Sequential(
            nn.LeakyReLU(0.2, inplace=True),
            nn.Conv2d(fin, fout, 3, padding=1),
        )
        self.conv_s = nn.Conv2d(fin, fout, 1, bias=False)

    def forward(self, x):
        dx = self.conv_0(x)
        return self.conv_s(x) + dx


class ContentEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 64, 7, padding=3)
        self.block = ActFirstResBlock(64, 128)

    def forward(self, image):
        return self.block(self.first(image))


encoder = ContentEncoder()
print(encoder(torch.rand(1, 3, 32, 32)).shape)
