import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(300, 32)
        self.fc1 = nn.Linear(32, 400)
        self.fc2 = nn.Linear(400, 100)
        self.fc3 = nn.Linear(100, 300)
        self.act = nn.ReLU()
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(300, 2)
        for layer in (self.fc1, self.fc2, self.fc3):
            nn.init.normal_(layer.weight, std=0.01)

    def forward(self, t):
        x = self.emb(t)
        x = self.drop(self.act(self.fc1(x)))
        x = self.drop(self.act(self.fc2(x)))
        x = self.drop(self.act(self.fc3(x)))
        return self.out(x)


net = Net()
x = torch.randint(0, 300, (256,))
net(x)
