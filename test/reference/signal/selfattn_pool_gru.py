import torch
import torch.nn as nn
import torch.nn.functional as F


class AttnGRU(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(40, 128, batch_first=True)
        self.attn = nn.Linear(128, 1)
        self.fc = nn.Linear(128, 8)

    def forward(self, x):
        out, _ = self.gru(x)
        w = F.softmax(self.attn(torch.tanh(out)), dim=1)
        ctx = torch.sum(w * out, dim=1)
        return self.fc(ctx)


net = AttnGRU()
x = torch.randn(32, 50, 40)
net(x)
