import torch
import torch.nn as nn
import torch.nn.functional as F


class GATLayer(nn.Module):
    def __init__(self, in_features, out_features, heads, concat=True, alpha=0.2):
        super().__init__()
        self.heads = heads
        self.out_features = out_features
        self.concat = concat
        self.W = nn.Linear(in_features, heads * out_features, bias=False)
        self.a_src = nn.Parameter(torch.empty(heads, out_features))
        self.a_dst = nn.Parameter(torch.empty(heads, out_features))
        nn.init.xavier_uniform_(self.W.weight, gain=1.414)
        nn.init.xavier_uniform_(self.a_src, gain=1.414)
        nn.init.xavier_uniform_(self.a_dst, gain=1.414)
        self.leaky = nn.LeakyReLU(alpha)

    def forward(self, x, adj):
        n = x.size(0)
        h = self.W(x).view(n, self.heads, self.out_features)
        src = (h * self.a_src).sum(-1)
        dst = (h * self.a_dst).sum(-1)
        e = self.leaky(src.unsqueeze(1) + dst.unsqueeze(0))
        e = e.masked_fill(adj.unsqueeze(-1) == 0, float("-inf"))
        attention = F.softmax(e, dim=1)
        out = torch.einsum("ijh,jhd->ihd", attention, h)
        if self.concat:
            return out.reshape(n, -1)
        return out.mean(1)


class GAT(nn.Module):
    def __init__(self, in_features=64, hidden=16, classes=7, heads=8):
        super().__init__()
        self.layer1 = GATLayer(in_features, hidden, heads)
        self.layer2 = GATLayer(hidden * heads, classes, 1, concat=False)
        self.register_buffer("adj", torch.ones(128, 128))

    def forward(self, x):
        x = F.elu(self.layer1(x, self.adj))
        return self.layer2(x, self.adj)


net = GAT()
x = torch.randn(128, 64)
net(x)
