import torch
import torch.nn as nn
import torch.nn.functional as F


def squash(s, dim=-1, eps=1e-8):
    sq = (s ** 2).sum(dim=dim, keepdim=True)
    return sq / (1 + sq) * s / (torch.sqrt(sq) + eps)


class PrimaryCaps(nn.Module):
    def __init__(self, in_channels, num_caps, dim):
        super().__init__()
        self.dim = dim
        self.conv = nn.Conv2d(in_channels, num_caps * dim, 9, stride=2)

    def forward(self, x):
        out = self.conv(x)
        return squash(out.view(x.size(0), -1, self.dim))


class DigitCaps(nn.Module):
    def __init__(self, in_caps, in_dim, out_caps, out_dim, iterations=3):
        super().__init__()
        self.iterations = iterations
        self.W = nn.Parameter(0.01 * torch.randn(1, out_caps, in_caps, out_dim, in_dim))

    def forward(self, x):
        u_hat = torch.matmul(self.W, x[:, None, :, :, None]).squeeze(-1)
        b = torch.zeros(u_hat.shape[:3] + (1,), device=x.device)
        for i in range(self.iterations):
            c = F.softmax(b, dim=1)
            v = squash((c * u_hat).sum(dim=2, keepdim=True))
            if i < self.iterations - 1:
                b = b + (u_hat * v).sum(dim=-1, keepdim=True)
        return v.squeeze(2)


class CapsNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 9)
        self.primary = PrimaryCaps(64, 8, 8)
        self.digits = DigitCaps(8 * 6 * 6, 8, 10, 16)
        self.decoder = nn.Sequential(
            nn.Linear(160, 128),
            nn.ReLU(),
            nn.Linear(128, 784),
            nn.Sigmoid(),
        )

    def forward(self, x):
        x = F.relu(self.conv1(x))
        v = self.digits(self.primary(x))
        return self.decoder(v.flatten(1))


net = CapsNet()
x = torch.randn(16, 1, 28, 28)
net(x)
