import torch
import torch.nn as nn


class Captioner(nn.Module):
    def __init__(self, vocab=200, dim=128):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.memory = nn.Linear(32, dim)
        layer = nn.TransformerDecoderLayer(d_model=dim, nhead=4, dim_feedforward=256, batch_first=True)
        self.decoder = nn.TransformerDecoder(layer, num_layers=3)
        self.fc = nn.Linear(dim, vocab)

    def forward(self, x):
        memory = self.memory(torch.randn(x.shape[0], 10, 32))
        return self.fc(self.decoder(self.embed(x), memory))


net = Captioner()
x = torch.randint(0, 200, (8, 20))
net(x)
