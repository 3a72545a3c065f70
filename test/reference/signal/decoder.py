import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.source, self.target = nn.Embedding(300, 128), nn.Embedding(300, 128)
        self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(128, 4, 512, batch_first=True), 3)
        self.decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(128, 4, 512, batch_first=True), 3)
        self.head = nn.Linear(128, 300)

    def forward(self, x):
        memory = self.encoder(self.source(x))
        return self.head(self.decoder(self.target(x), memory))


net = Net()
x = torch.randint(0, 300, (16, 20))
net(x)
