# Source: https://stackoverflow.com/questions/55322991
# Mistake: nn.RNN with nonlinearity='relu' over long sequences.
import torch
from torch import nn


class SineForecaster(nn.Module):
    def __init__(self, hidden=32):
        super().__init__()
        self.rnn = nn.RNN(1, hidden, num_layers=1, nonlinearity="relu", batch_first=True)
        self.out = nn.Linear(hidden, 1)

    def forward(self, series, state=None):
        outputs, state = self.rnn(series, state)
        return self.out(outputs), state


model = SineForecaster()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
time = torch.linspace(0, 100, 1000)
series = torch.sin(time)[None, :, None]
for step in range(200):
    prediction, _ = model(series[:, :-1])
    loss = nn.functional.mse_loss(prediction, series[:, 1:])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
