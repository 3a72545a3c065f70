import torch
import torch.nn as nn

net = nn.Sequential(
    nn.Conv2d(3, 48, 11, stride=4, padding=2), nn.ReLU(), nn.LocalResponseNorm(5, 1e-4, 0.75, 2), nn.MaxPool2d(3, 2),
    nn.Conv2d(48, 128, 5, padding=2, groups=2), nn.ReLU(), nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2),
    nn.Conv2d(128, 192, 3, padding=1), nn.ReLU(),
    nn.Flatten(), nn.Dropout(), nn.Linear(192 * 7 * 7, 256), nn.ReLU(), nn.Linear(256, 10),
)
x = torch.randn(4, 3, 128, 128)
net(x)
