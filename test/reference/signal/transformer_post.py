import torch
import torch.nn as nn


class EncoderBlock(nn.Module):
    def __init__(self, d_model, heads, d_ff, dropout):
        super().__init__()
        self.attention = nn.MultiheadAttention(d_model, heads, dropout=dropout, batch_first=True)
        self.norm1 = nn.LayerNorm(d_model)
        self.ff = nn.Sequential(nn.Linear(d_model, d_ff), nn.ReLU(), nn.Linear(d_ff, d_model))
        self.norm2 = nn.LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        attended, _ = self.attention(x, x, x)
        x = self.norm1(x + self.dropout(attended))
        return self.norm2(x + self.dropout(self.ff(x)))


class Classifier(nn.Module):
    def __init__(self, vocab=500, d_model=128, depth=5):
        super().__init__()
        self.embedding = nn.Embedding(vocab, d_model)
        self.pos = nn.Parameter(torch.zeros(1, 64, d_model))
        self.layers = nn.ModuleList([EncoderBlock(d_model, 8, 256, 0.1) for _ in range(depth)])
        self.head = nn.Linear(d_model, 3)

    def forward(self, x):
        x = self.embedding(x) + self.pos[:, : x.size(1)]
        for layer in self.layers:
            x = layer(x)
        return self.head(x.mean(1))


net = Classifier()
x = torch.randint(0, 500, (16, 40))
net(x)
