import torch
import torch.nn as nn


class NBeatsBlock(nn.Module):
    def __init__(self, back, fore, width):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(back, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU())
        self.backcast = nn.Linear(width, back)
        self.forecast = nn.Linear(width, fore)

    def forward(self, x):
        h = self.fc(x)
        return self.backcast(h), self.forecast(h)


class NBeats(nn.Module):
    def __init__(self, back=60, fore=12, width=128, blocks=3):
        super().__init__()
        self.blocks = nn.ModuleList([NBeatsBlock(back, fore, width) for _ in range(blocks)])
        self.fore = fore

    def forward(self, x):
        forecast = torch.zeros(x.size(0), self.fore)
        for block in self.blocks:
            b, f = block(x)
            x = x - b
            forecast = forecast + f
        return forecast


net = NBeats()
x = torch.randn(128, 60)
net(x)
