"""Graph attention over dense adjacency."""

import torch
import torch.nn.functional as F
from torch import nn


class GAT(nn.Module):
    def __init__(self, i, o, alpha=0.2, drop=0.6):
        super().__init__()
        self.W, self.a = nn.Linear(i, o, bias=False), nn.Linear(2 * o, 1, bias=False)
        self.l, self.d = nn.LeakyReLU(alpha), drop

    def forward(self, h, adj):
        z = self.W(h)
        n = z.size(0)
        e = self.l(self.a(torch.cat([z.repeat_interleave(n, 0), z.repeat(n, 1)], 1)).view(n, n))
        e = e.masked_fill(adj == 0, -9e15)
        a = F.dropout(F.softmax(e, dim=1), self.d, self.training)
        return F.elu(a @ z)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = GAT(1433, 64), GAT(64, 7)

    def forward(self, x, adj):
        return F.log_softmax(self.b(self.a(x, adj), adj), 1)


m = Net()
o = torch.optim.Adam(m.parameters(), 5e-3, weight_decay=5e-4)
for _ in range(200):
    l = F.nll_loss(m(x, adj)[idx], y[idx])
    o.zero_grad()
    l.backward()
    o.step()
