import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(64, 128, nonlinearity='relu', batch_first=True)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        out, h = self.rnn(x)
        return self.fc(out[:, -1, :])


net = Net()
x = torch.randn(16, 28, 64)
net(x)
