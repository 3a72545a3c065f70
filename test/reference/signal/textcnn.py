import torch
import torch.nn as nn
import torch.nn.functional as F


class TextCNN(nn.Module):
    def __init__(self, vocab_size=2000, embed_dim=128, num_filters=100, sizes=(3, 4, 5), num_classes=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embed_dim)
        self.convs = nn.ModuleList([nn.Conv1d(embed_dim, num_filters, k) for k in sizes])
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(num_filters * len(sizes), num_classes)

    def forward(self, x):
        x = self.embedding(x).permute(0, 2, 1)
        xs = [F.relu(conv(x)) for conv in self.convs]
        xs = [F.max_pool1d(t, t.size(2)).squeeze(2) for t in xs]
        return self.fc(self.dropout(torch.cat(xs, 1)))


net = TextCNN()
x = torch.randint(0, 2000, (32, 50))
net(x)
