# Source: https://github.com/AnubhavGupta3377/Text-Classification-Models-Pytorch/issues/9
# Mistake: NLLLoss wants log-probabilities, the model ends in softmax: the loss is negative from the start.
import torch
from torch import nn


class TextTransformer(nn.Module):
    def __init__(self, vocabulary=5000, d_model=64, classes=4):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, d_model)
        layer = nn.TransformerEncoderLayer(d_model, nhead=4)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.fc = nn.Linear(d_model, classes)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, tokens):
        encoded = self.encoder(self.embed(tokens))
        final_feature_map = encoded[-1]
        out = self.fc(final_feature_map)
        return self.softmax(out)


model = TextTransformer()
optimizer = torch.optim.Adam(model.parameters(), lr=0.0003)
loss_op = nn.NLLLoss()

for epoch in range(3):
    tokens = torch.randint(0, 5000, (30, 16))
    labels = torch.randint(0, 4, (16,))
    optimizer.zero_grad()
    loss = loss_op(model(tokens), labels)
    loss.backward()
    optimizer.step()
