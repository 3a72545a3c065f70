# Source: https://github.com/bkitano/llama-from-scratch/issues/5
# Mistake: The language model normalises its scores with softmax and gives them to cross_entropy in the same forward pass.
import torch
from torch import nn
from torch.nn import functional as F


class TinyLanguageModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config["vocab_size"], config["d_model"])
        self.linear = nn.Sequential(
            nn.Linear(config["d_model"], config["d_model"]),
            nn.ReLU(),
            nn.Linear(config["d_model"], config["vocab_size"]),
        )

    def forward(self, idx, targets=None):
        x = self.embedding(idx)
        a = self.linear(x)
        logits = F.softmax(a, dim=-1)
        if targets is not None:
            loss = F.cross_entropy(logits.view(-1, self.config["vocab_size"]), targets.view(-1))
            return logits, loss
        return logits


model = TinyLanguageModel({"vocab_size": 65, "d_model": 128})
tokens = torch.randint(0, 65, (4, 16))
_, loss = model(tokens, tokens)
