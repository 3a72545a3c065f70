# Source: https://github.com/pytorch/pytorch/issues/25028
# Mistake: nn.ReLU(x) makes a module out of the tensor instead of applying ReLU to it.
import torch
import torch.nn as nn
import torch.nn.functional as F


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 10)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        x = x.flatten(1)
        x = nn.ReLU(self.fc1(x))
        return self.fc2(x)


net = LeNet()
print(net(torch.rand(1, 1, 28, 28)))
