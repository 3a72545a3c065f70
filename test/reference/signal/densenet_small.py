import torch
import torch.nn as nn


class DenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv1 = nn.Conv2d(channels, 4 * growth, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(4 * growth)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        out = self.conv1(self.relu(self.bn1(x)))
        out = self.conv2(self.relu(self.bn2(out)))
        return torch.cat([x, out], 1)


class DenseNet(nn.Module):
    def __init__(self, growth=12, blocks=(3, 3, 3)):
        super().__init__()
        channels = 2 * growth
        features = [nn.Conv2d(3, channels, 3, padding=1, bias=False)]
        for i, count in enumerate(blocks):
            for _ in range(count):
                features.append(DenseLayer(channels, growth))
                channels += growth
            if i != len(blocks) - 1:
                features += [nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
                channels //= 2
        features += [nn.BatchNorm2d(channels), nn.ReLU()]
        self.features = nn.Sequential(*features)
        self.classifier = nn.Linear(channels, 10)

    def forward(self, x):
        out = self.features(x)
        out = out.mean([2, 3])
        return self.classifier(out)


net = DenseNet()
x = torch.randn(16, 3, 32, 32)
net(x)
