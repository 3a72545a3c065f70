import torch
import torch.nn as nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(1, 32, 5),
            nn.PReLU(),
            nn.MaxPool2d(2, 2),
            nn.Conv2d(32, 64, 5),
            nn.PReLU(),
            nn.MaxPool2d(2, 2),
            nn.Flatten(),
            nn.Linear(64 * 4 * 4, 256),
            nn.PReLU(),
            nn.Linear(256, 64),
        )
        self.head = nn.Linear(64, 1)

    def forward(self, x):
        a = self.backbone(x[:, :1])
        b = self.backbone(x[:, 1:])
        return self.head(torch.abs(a - b))


net = Siamese()
x = torch.randn(16, 2, 28, 28)
net(x)
