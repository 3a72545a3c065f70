import torch
import torch.nn as nn


class EncoderLayer(nn.Module):
    def __init__(self, d_model, nhead, d_ff, dropout=0.1):
        super().__init__()
        self.self_attn = nn.MultiheadAttention(d_model, nhead, dropout=dropout, batch_first=True)
        self.ffn = nn.Sequential(nn.Linear(d_model, d_ff), nn.ReLU(), nn.Dropout(dropout), nn.Linear(d_ff, d_model))
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.drop1 = nn.Dropout(dropout)
        self.drop2 = nn.Dropout(dropout)

    def forward(self, x, mask=None):
        a, _ = self.self_attn(x, x, x, attn_mask=mask, need_weights=False)
        x = self.norm1(x + self.drop1(a))
        return self.norm2(x + self.drop2(self.ffn(x)))


class Model(nn.Module):
    def __init__(self, vocab=150, d=128):
        super().__init__()
        self.d = d
        self.emb = nn.Embedding(vocab, d)
        self.pos = nn.Embedding(64, d)
        self.layers = nn.ModuleList([EncoderLayer(d, 4, 256) for _ in range(3)])
        self.fc = nn.Linear(d, 2)

    def forward(self, x):
        pos = torch.arange(x.size(1)).unsqueeze(0)
        h = self.emb(x) * self.d ** 0.5 + self.pos(pos)
        for layer in self.layers:
            h = layer(h)
        return self.fc(h[:, 0, :])


net = Model()
x = torch.randint(0, 150, (16, 48))
net(x)
