import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(1, 24, 5)
        self.c2 = nn.Conv2d(24, 48, 3)
        self.c3 = nn.Conv2d(48, 48, 3)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout2d(0.25)
        self.relu = nn.ReLU()
        self.fc = nn.Linear(48 * 4 * 4, 10)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.xavier_normal_(m.weight)
                nn.init.constant_(m.bias, 0.1)

    def forward(self, x):
        x = self.pool(self.relu(self.c1(x)))
        x = self.drop(self.relu(self.c2(x)))
        x = self.pool(self.relu(self.c3(x)))
        return self.fc(x.flatten(1))


net = Net()
x = torch.randn(16, 1, 28, 28)
net(x)
