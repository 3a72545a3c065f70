import torch
import torch.nn as nn


class FixupBlock(nn.Module):
    def __init__(self, planes, num_layers):
        super().__init__()
        self.bias1a = nn.Parameter(torch.zeros(1))
        self.conv1 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.bias1b = nn.Parameter(torch.zeros(1))
        self.relu = nn.ReLU()
        self.bias2a = nn.Parameter(torch.zeros(1))
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1, bias=False)
        self.scale = nn.Parameter(torch.ones(1))
        self.bias2b = nn.Parameter(torch.zeros(1))
        nn.init.normal_(self.conv1.weight, mean=0, std=(2 / (planes * 9)) ** 0.5 * num_layers ** (-0.5))
        nn.init.constant_(self.conv2.weight, 0)

    def forward(self, x):
        out = self.relu(self.conv1(x + self.bias1a) + self.bias1b)
        out = self.conv2(out + self.bias2a) * self.scale + self.bias2b
        return self.relu(out + x)


class FixupNet(nn.Module):
    def __init__(self, planes=32, depth=4):
        super().__init__()
        self.conv = nn.Conv2d(3, planes, 3, padding=1, bias=False)
        self.bias = nn.Parameter(torch.zeros(1))
        self.relu = nn.ReLU()
        self.blocks = nn.Sequential(*[FixupBlock(planes, depth) for _ in range(depth)])
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(planes, 10)
        nn.init.kaiming_normal_(self.conv.weight, mode='fan_in', nonlinearity='relu')

    def forward(self, x):
        x = self.relu(self.conv(x) + self.bias)
        x = self.blocks(x)
        return self.fc(self.pool(x).flatten(1))


net = FixupNet()
x = torch.randn(8, 3, 32, 32)
net(x)
