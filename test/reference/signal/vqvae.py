import torch
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.block = nn.Sequential(
            nn.ReLU(),
            nn.Conv2d(dim, 32, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(32, dim, 1),
        )

    def forward(self, x):
        return x + self.block(x)


class VectorQuantizer(nn.Module):
    def __init__(self, num_embeddings, dim):
        super().__init__()
        self.embedding = nn.Embedding(num_embeddings, dim)
        self.embedding.weight.data.uniform_(-1 / num_embeddings, 1 / num_embeddings)

    def forward(self, z):
        z = z.permute(0, 2, 3, 1).contiguous()
        flat = z.view(-1, z.shape[-1])
        distances = (
            flat.pow(2).sum(1, keepdim=True)
            + self.embedding.weight.pow(2).sum(1)
            - 2 * flat @ self.embedding.weight.t()
        )
        indices = distances.argmin(1)
        quantized = self.embedding(indices).view(z.shape)
        quantized = z + (quantized - z).detach()
        return quantized.permute(0, 3, 1, 2).contiguous()


class VQVAE(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(3, dim // 2, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(dim // 2, dim, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.Conv2d(dim, dim, 3, padding=1),
            Residual(dim),
            Residual(dim),
            nn.ReLU(),
        )
        self.pre = nn.Conv2d(dim, 32, 1)
        self.vq = VectorQuantizer(128, 32)
        self.decoder = nn.Sequential(
            nn.Conv2d(32, dim, 3, padding=1),
            Residual(dim),
            Residual(dim),
            nn.ReLU(),
            nn.ConvTranspose2d(dim, dim // 2, 4, stride=2, padding=1),
            nn.ReLU(),
            nn.ConvTranspose2d(dim // 2, 3, 4, stride=2, padding=1),
        )

    def forward(self, x):
        return self.decoder(self.vq(self.pre(self.encoder(x))))


net = VQVAE()
x = torch.randn(8, 3, 32, 32)
net(x)
