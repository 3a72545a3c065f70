import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)
        self.drop2d = nn.Dropout2d(0.25)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.alpha = nn.FeatureAlphaDropout(0.1)
        self.conv3 = nn.Conv2d(64, 64, 3, stride=2)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.drop2d(F.relu(self.conv1(x)))
        x = self.alpha(F.selu(self.conv2(x)))
        x = F.elu(self.conv3(x))
        x = F.adaptive_max_pool2d(x, 1).flatten(1)
        return self.fc(self.drop(x))


net = Net()
x = torch.randn(16, 3, 16, 16)
net(x)
