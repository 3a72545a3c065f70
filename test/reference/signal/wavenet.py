import torch
import torch.nn as nn


class ResidualBlock(nn.Module):
    def __init__(self, residual, skip, dilation):
        super().__init__()
        self.dilated = nn.Conv1d(residual, 2 * residual, kernel_size=2, dilation=dilation, padding=dilation)
        self.res = nn.Conv1d(residual, residual, 1)
        self.skip = nn.Conv1d(residual, skip, 1)

    def forward(self, x):
        h = self.dilated(x)[:, :, : x.size(2)]
        filt, gate = torch.chunk(h, 2, dim=1)
        h = torch.tanh(filt) * torch.sigmoid(gate)
        return x + self.res(h), self.skip(h)


class WaveNet(nn.Module):
    def __init__(self, residual=64, skip=128, classes=64, layers=5):
        super().__init__()
        self.start = nn.Conv1d(1, residual, 1)
        self.blocks = nn.ModuleList([ResidualBlock(residual, skip, 2**i) for i in range(layers)])
        self.relu1 = nn.ReLU()
        self.end1 = nn.Conv1d(skip, skip, 1)
        self.relu2 = nn.ReLU()
        self.end2 = nn.Conv1d(skip, classes, 1)

    def forward(self, x):
        x = self.start(x)
        total = 0
        for block in self.blocks:
            x, skip = block(x)
            total = total + skip
        return self.end2(self.relu2(self.end1(self.relu1(total))))


net = WaveNet()
x = torch.randn(8, 1, 128)
net(x)
