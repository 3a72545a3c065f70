import torch
import torch.nn as nn


class GatedMean(nn.Module):
    """Attention-based multiple instance learning."""

    def __init__(self, d=64, h=32):
        super().__init__()
        self.feat = nn.Sequential(nn.Linear(20, d), nn.ReLU())
        self.v = nn.Linear(d, h)
        self.u = nn.Linear(d, h)
        self.w = nn.Linear(h, 1)
        self.cls = nn.Linear(d, 1)

    def forward(self, bag):
        h = self.feat(bag)
        a = self.w(torch.tanh(self.v(h)) * torch.sigmoid(self.u(h)))
        a = torch.softmax(a.transpose(1, 2), dim=-1)
        m = torch.bmm(a, h).squeeze(1)
        return self.cls(m)


net = GatedMean()
x = torch.randn(64, 30, 20)
net(x)
