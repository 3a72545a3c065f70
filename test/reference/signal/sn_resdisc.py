import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import spectral_norm as SN


class DBlock(nn.Module):
    def __init__(self, cin, cout, down=True):
        super().__init__()
        self.c1 = SN(nn.Conv2d(cin, cout, 3, padding=1))
        self.c2 = SN(nn.Conv2d(cout, cout, 3, padding=1))
        self.sc = SN(nn.Conv2d(cin, cout, 1))
        self.down = down

    def forward(self, x):
        h = self.c1(F.relu(x))
        h = self.c2(F.relu(h))
        s = self.sc(x)
        if self.down:
            h = F.avg_pool2d(h, 2)
            s = F.avg_pool2d(s, 2)
        return h + s


class Discriminator(nn.Module):
    def __init__(self, ch=32):
        super().__init__()
        self.b1 = DBlock(3, ch)
        self.b2 = DBlock(ch, 2 * ch)
        self.b3 = DBlock(2 * ch, 2 * ch, down=False)
        self.fc = SN(nn.Linear(2 * ch, 1))

    def forward(self, x):
        x = self.b1(x)
        x = self.b2(x)
        x = F.relu(self.b3(x))
        x = x.sum(dim=(2, 3))
        return self.fc(x)


net = Discriminator()
x = torch.randn(16, 3, 32, 32)
net(x)
