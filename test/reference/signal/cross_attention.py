import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.queries = nn.Embedding(10, 128)
        self.cross = nn.MultiheadAttention(128, 8, batch_first=True)
        self.norm = nn.LayerNorm(128)
        self.up, self.act, self.down = nn.Linear(128, 512), nn.GELU(), nn.Linear(512, 128)
        self.encode = nn.Linear(64, 128)
        self.head = nn.Linear(128, 4)

    def forward(self, x):
        memory = self.encode(x)
        q = self.queries.weight.unsqueeze(0).expand(x.shape[0], -1, -1)
        a, _ = self.cross(q, memory, memory)
        y = self.norm(q + a)
        return self.head(y + self.down(self.act(self.up(y))))


net = Net()
x = torch.randn(16, 30, 64)
net(x)
