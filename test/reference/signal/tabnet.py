import torch
import torch.nn as nn
import torch.nn.functional as F


class GLULayer(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.fc = nn.Linear(in_dim, 2 * out_dim, bias=False)
        self.bn = nn.BatchNorm1d(2 * out_dim)

    def forward(self, x):
        return F.glu(self.bn(self.fc(x)), dim=-1)


class FeatureTransformer(nn.Module):
    def __init__(self, in_dim, out_dim, shared):
        super().__init__()
        self.shared = shared
        self.own1 = GLULayer(out_dim, out_dim)
        self.own2 = GLULayer(out_dim, out_dim)
        self.scale = 0.5 ** 0.5

    def forward(self, x):
        x = self.shared(x)
        x = (x + self.own1(x)) * self.scale
        return (x + self.own2(x)) * self.scale


class AttentiveTransformer(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.fc = nn.Linear(in_dim, out_dim, bias=False)
        self.bn = nn.BatchNorm1d(out_dim)

    def forward(self, a, prior):
        return torch.softmax(self.bn(self.fc(a)) * prior, dim=-1)


class TabNet(nn.Module):
    def __init__(self, in_dim=32, out_dim=4, n_d=16, n_a=16, steps=3, gamma=1.3):
        super().__init__()
        self.n_d, self.gamma = n_d, gamma
        self.bn = nn.BatchNorm1d(in_dim)
        shared = GLULayer(in_dim, n_d + n_a)
        self.initial = FeatureTransformer(in_dim, n_d + n_a, shared)
        self.transformers = nn.ModuleList([FeatureTransformer(in_dim, n_d + n_a, shared) for _ in range(steps)])
        self.attentive = nn.ModuleList([AttentiveTransformer(n_a, in_dim) for _ in range(steps)])
        self.final = nn.Linear(n_d, out_dim)

    def forward(self, x):
        x = self.bn(x)
        prior = torch.ones_like(x)
        a = self.initial(x)[:, self.n_d :]
        out = 0
        for transformer, attentive in zip(self.transformers, self.attentive):
            mask = attentive(a, prior)
            prior = prior * (self.gamma - mask)
            h = transformer(mask * x)
            out = out + F.relu(h[:, : self.n_d])
            a = h[:, self.n_d :]
        return self.final(out)


net = TabNet()
x = torch.randn(128, 32)
net(x)
