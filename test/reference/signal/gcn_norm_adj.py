import torch
import torch.nn as nn
import torch.nn.functional as F

N = 24
torch.manual_seed(3)
A = torch.eye(N)
for i in range(N):
    A[i, (i + 1) % N] = 1
    A[(i + 1) % N, i] = 1
D = A.sum(1).rsqrt()
A_hat = D[:, None] * A * D[None, :]


class GraphConv(nn.Module):
    def __init__(self, in_f, out_f):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_f, out_f))
        self.bias = nn.Parameter(torch.zeros(out_f))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x, adj):
        return adj @ (x @ self.weight) + self.bias


class GCN(nn.Module):
    def __init__(self):
        super().__init__()
        self.gc1 = GraphConv(16, 64)
        self.drop = nn.Dropout(0.5)
        self.gc2 = GraphConv(64, 64)
        self.head = nn.Linear(64, 7)

    def forward(self, x):
        x = F.relu(self.gc1(x, A_hat))
        x = self.drop(x)
        x = F.relu(self.gc2(x, A_hat))
        return self.head(x)


net = GCN()
x = torch.randn(16, N, 16)
net(x)
