import torch
import torch.nn as nn


class Generator(nn.Module):
    def __init__(self, latent=100, shape=(1, 28, 28)):
        super().__init__()

        def block(n_in, n_out, normalize=True):
            layers = [nn.Linear(n_in, n_out)]
            if normalize:
                layers.append(nn.BatchNorm1d(n_out, 0.8))
            layers.append(nn.LeakyReLU(0.2, inplace=True))
            return layers

        self.shape = shape
        self.model = nn.Sequential(
            *block(latent, 128, normalize=False), *block(128, 256), *block(256, 512), nn.Linear(512, 784), nn.Tanh()
        )

    def forward(self, z):
        img = self.model(z)
        return img.view(img.shape[0], *self.shape)


net = Generator()
x = torch.randn(64, 100)
net(x)
