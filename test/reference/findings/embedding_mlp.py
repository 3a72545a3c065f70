import torch
import torch.nn as nn


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(1000, 50)
        self.fc1 = nn.Linear(50 * 8, 200)
        self.fc2 = nn.Linear(200, 200)
        self.fc3 = nn.Linear(200, 200)
        self.out = nn.Linear(200, 2)
        for m in (self.fc1, self.fc2, self.fc3):
            nn.init.xavier_uniform_(m.weight)
            nn.init.zeros_(m.bias)

    def forward(self, t):
        x = self.emb(t).flatten(1)
        x = torch.relu(self.fc1(x))
        x = torch.relu(self.fc2(x))
        x = torch.relu(self.fc3(x))
        return self.out(x)


net = Text()
x = torch.randint(0, 1000, (128, 8))
net(x)
