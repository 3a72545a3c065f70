import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(200, 64)
        self.gru = nn.GRU(64, 96, num_layers=2, bidirectional=True)
        self.fc = nn.Linear(192, 2)

    def forward(self, x):
        y = self.embed(x).permute(1, 0, 2)
        out, h = self.gru(y)
        return self.fc(torch.cat([h[-2], h[-1]], dim=1))


net = Net()

x = torch.randint(0, 200, (32, 15))
net(x)
