import torch
import torch.nn as nn


class InceptionModule(nn.Module):
    def __init__(self, cin, nf=32, ks=(9, 19, 39)):
        super().__init__()
        self.bottleneck = nn.Conv1d(cin, nf, 1, bias=False)
        self.convs = nn.ModuleList([nn.Conv1d(nf, nf, k, padding=k // 2, bias=False) for k in ks])
        self.maxpool = nn.MaxPool1d(3, stride=1, padding=1)
        self.conv1 = nn.Conv1d(cin, nf, 1, bias=False)
        self.bn = nn.BatchNorm1d(nf * 4)
        self.act = nn.ReLU()

    def forward(self, x):
        b = self.bottleneck(x)
        out = [conv(b) for conv in self.convs] + [self.conv1(self.maxpool(x))]
        return self.act(self.bn(torch.cat(out, dim=1)))


class InceptionTime(nn.Module):
    def __init__(self, cin=3, classes=5):
        super().__init__()
        self.m1 = InceptionModule(cin)
        self.m2 = InceptionModule(128)
        self.m3 = InceptionModule(128)
        self.shortcut = nn.Sequential(nn.Conv1d(cin, 128, 1, bias=False), nn.BatchNorm1d(128))
        self.gap = nn.AdaptiveAvgPool1d(1)
        self.fc = nn.Linear(128, classes)

    def forward(self, x):
        y = self.m3(self.m2(self.m1(x)))
        y = torch.relu(y + self.shortcut(x))
        return self.fc(self.gap(y).squeeze(-1))


net = InceptionTime()
x = torch.randn(16, 3, 100)
net(x)
