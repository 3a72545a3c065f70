"""A VQ-VAE: codes pass gradients straight through."""

import torch
import torch.nn.functional as F
from torch import nn


class VQ(nn.Module):
    def __init__(self, k=512, d=64, beta=0.25):
        super().__init__()
        self.e = nn.Embedding(k, d)
        self.beta = beta
        self.e.weight.data.uniform_(-1 / k, 1 / k)

    def forward(self, z):
        z = z.permute(0, 2, 3, 1).contiguous()
        f = z.view(-1, z.size(-1))
        d = f.pow(2).sum(1, keepdim=True) - 2 * f @ self.e.weight.t() + self.e.weight.pow(2).sum(1)
        q = self.e(d.argmin(1)).view(z.shape)
        l = F.mse_loss(q.detach(), z) * self.beta + F.mse_loss(q, z.detach())
        q = z + (q - z).detach()
        return q.permute(0, 3, 1, 2), l


class VQVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.Sequential(
            nn.Conv2d(3, 64, 4, 2, 1),
            nn.ReLU(),
            nn.Conv2d(64, 128, 4, 2, 1),
            nn.ReLU(),
            nn.Conv2d(128, 64, 1),
        )
        self.vq = VQ()
        self.dec = nn.Sequential(
            nn.ConvTranspose2d(64, 128, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(128, 3, 4, 2, 1)
        )

    def forward(self, x):
        q, l = self.vq(self.enc(x))
        return self.dec(q), l


m = VQVAE()
o = torch.optim.Adam(m.parameters(), 3e-4)
for x, _ in loader:
    r, l = m(x)
    loss = F.mse_loss(r, x) + l
    o.zero_grad()
    loss.backward()
    o.step()
