import torch
import torch.nn as nn


class ConvNet(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [3, 16, 32, 32, 64, 64, 64, 96, 96]
        layers = []
        for i, (a, b) in enumerate(zip(widths, widths[1:])):
            layers += [nn.Conv2d(a, b, 3, padding=1), nn.ReLU()]
            if i in (1, 3):
                layers.append(nn.MaxPool2d(2))
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(96 * 8 * 8, 10)

    def forward(self, x):
        return self.head(self.body(x).flatten(1))


net = ConvNet()
x = torch.randn(16, 3, 32, 32)
net(x)
