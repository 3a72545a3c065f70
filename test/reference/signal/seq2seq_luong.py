import torch
import torch.nn as nn
import torch.nn.functional as F


class Seq2Seq(nn.Module):
    def __init__(self, vocab=300, emb=64, hid=128):
        super().__init__()
        self.src = nn.Embedding(vocab, emb)
        self.tgt = nn.Embedding(vocab, emb)
        self.encoder = nn.GRU(emb, hid, batch_first=True)
        self.decoder = nn.GRU(emb, hid, batch_first=True)
        self.W = nn.Linear(hid, hid, bias=False)
        self.combine = nn.Linear(2 * hid, hid)
        self.out = nn.Linear(hid, vocab)

    def forward(self, pair):
        src, tgt = pair[:, 0], pair[:, 1]
        enc, h = self.encoder(self.src(src))
        dec, _ = self.decoder(self.tgt(tgt), h)
        scores = torch.bmm(dec, self.W(enc).transpose(1, 2))
        weights = F.softmax(scores, dim=-1)
        context = torch.bmm(weights, enc)
        y = torch.tanh(self.combine(torch.cat([context, dec], dim=-1)))
        return self.out(y)


net = Seq2Seq()
x = torch.randint(0, 300, (32, 2, 20))
net(x)
