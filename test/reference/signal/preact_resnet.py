import torch
import torch.nn as nn
import torch.nn.functional as F


class PreAct(nn.Module):
    def __init__(self, i, o, stride=1):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(i), nn.Conv2d(i, o, 3, stride=stride, padding=1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(o), nn.Conv2d(o, o, 3, padding=1, bias=False)
        self.shortcut = nn.Conv2d(i, o, 1, stride=stride, bias=False) if stride != 1 or i != o else None

    def forward(self, x):
        y = F.relu(self.bn1(x))
        s = self.shortcut(y) if self.shortcut is not None else x
        y = self.conv1(y)
        y = self.conv2(F.relu(self.bn2(y)))
        return y + s


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.layers = nn.Sequential(PreAct(32, 32), PreAct(32, 32), PreAct(32, 64, 2), PreAct(64, 64), PreAct(64, 128, 2), PreAct(128, 128))
        self.bn = nn.BatchNorm2d(128)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.bn(self.layers(self.conv(x))))
        x = F.avg_pool2d(x, 8)
        return self.fc(x.view(x.size(0), -1))


net = Net()
x = torch.randn(16, 3, 32, 32)
net(x)
