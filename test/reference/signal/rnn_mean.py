import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(300, 64)
        self.rnn = nn.RNN(64, 128, num_layers=3, batch_first=True)
        self.fc = nn.Linear(128, 4)

    def forward(self, tokens):
        out, h = self.rnn(self.embed(tokens))
        return self.fc(out.mean(dim=1))


net = Net()
x = torch.randint(0, 300, (16, 25))
net(x)
