import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(100, 64)
        self.places = nn.Embedding(50, 64)
        self.kinds = nn.Embedding(2, 64)
        self.register_buffer("position_ids", torch.arange(50).expand((1, -1)))
        self.register_buffer("token_type_ids", torch.zeros(self.position_ids.size(), dtype=torch.long))
        self.fc = nn.Linear(64, 10)

    def forward(self, x, past=0):
        b, t = x.size()
        ids = self.position_ids[:, past : t + past]
        if hasattr(self, "token_type_ids"):
            kinds = self.token_type_ids.expand(ids.shape[0], -1)
            kinds = torch.gather(kinds, dim=1, index=ids).expand(b, t)
        else:
            kinds = torch.zeros((b, t), dtype=torch.long)
        h = self.words(x) + self.kinds(kinds)
        h = h + self.places(ids)
        return self.fc(h)


net = Net()
x = torch.randint(0, 100, (8, 32))
net(x)
