import torch
import torch.nn as nn


class DenseLayer(nn.Module):
    def __init__(self, cin, growth):
        super().__init__()
        self.conv = nn.Conv2d(cin, growth, 3, padding=1)
        self.act = nn.ReLU()

    def forward(self, x):
        return torch.cat([x, self.act(self.conv(x))], 1)


class Net(nn.Module):
    def __init__(self, growth=16):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, padding=1)
        ch = 32
        layers = []
        for _ in range(5):
            layers.append(DenseLayer(ch, growth))
            ch += growth
        self.dense = nn.Sequential(*layers)
        self.trans = nn.Conv2d(ch, ch // 2, 1)
        self.pool = nn.AvgPool2d(2)
        self.fc = nn.Linear(ch // 2, 10)

    def forward(self, x):
        x = self.stem(x)
        x = self.dense(x)
        x = self.pool(self.trans(x))
        return self.fc(x.mean(dim=[2, 3]))


net = Net()
x = torch.randn(8, 3, 16, 16)
net(x)
