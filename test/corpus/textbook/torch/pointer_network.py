"""A pointer network: the output is a distribution over input positions (Vinyals et al. 2015)."""

import torch
import torch.nn.functional as F
from torch import nn


class Pointer(nn.Module):
    def __init__(self, hidden=128):
        super().__init__()
        self.encoder, self.cell = nn.LSTM(2, hidden, batch_first=True), nn.LSTMCell(2, hidden)
        self.w1, self.w2, self.v = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 1, bias=False)

    def forward(self, points):
        memory, (h, c) = self.encoder(points)
        h, c, step = h[0], c[0], points[:, 0]
        logs = []
        for _ in range(points.size(1)):
            h, c = self.cell(step, (h, c))
            scores = self.v(torch.tanh(self.w1(memory) + self.w2(h).unsqueeze(1))).squeeze(-1)
            logs.append(F.log_softmax(scores, dim=-1))
            step = points[torch.arange(len(points)), scores.argmax(-1)]
        return torch.stack(logs, dim=1)
