import math

import torch
import torch.nn as nn
import torch.nn.functional as F


class ImageEncoder(nn.Module):
    def __init__(self, width=32, embed_dim=64):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, width, 3, stride=2, padding=1),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.Conv2d(width, 2 * width, 3, stride=2, padding=1),
            nn.BatchNorm2d(2 * width),
            nn.ReLU(),
            nn.Conv2d(2 * width, 4 * width, 3, stride=2, padding=1),
            nn.BatchNorm2d(4 * width),
            nn.ReLU(),
        )
        self.proj = nn.Linear(4 * width, embed_dim, bias=False)

    def forward(self, x):
        return self.proj(self.features(x).mean(dim=(2, 3)))


class TextEncoder(nn.Module):
    def __init__(self, vocab=500, width=64, context=16, embed_dim=64, layers=2):
        super().__init__()
        self.tok = nn.Embedding(vocab, width)
        self.pos = nn.Parameter(torch.randn(context, width) * 0.01)
        layer = nn.TransformerEncoderLayer(width, 4, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True)
        self.blocks = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.ln = nn.LayerNorm(width)
        self.proj = nn.Linear(width, embed_dim, bias=False)
        nn.init.normal_(self.tok.weight, std=0.02)

    def forward(self, tokens):
        x = self.tok(tokens) + self.pos
        x = self.ln(self.blocks(x))
        return self.proj(x[:, -1])


class CLIP(nn.Module):
    def __init__(self):
        super().__init__()
        self.visual = ImageEncoder()
        self.text = TextEncoder()
        self.logit_scale = nn.Parameter(torch.ones([]) * math.log(1 / 0.07))

    def forward(self, image):
        tokens = torch.randint(0, 500, (image.shape[0], 16))
        image_features = F.normalize(self.visual(image), dim=-1)
        text_features = F.normalize(self.text(tokens), dim=-1)
        return self.logit_scale.exp() * image_features @ text_features.t()


net = CLIP()
x = torch.randn(32, 3, 32, 32)
net(x)
