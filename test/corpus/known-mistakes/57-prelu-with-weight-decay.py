# Source: https://pytorch.org/docs/stable/generated/torch.nn.PReLU.html
# Mistake: Weight decay on all parameters pulls the slopes of PReLU to zero.
import torch
from torch import nn


class FSRCNN(nn.Module):
    def __init__(self, d=56, s=12):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(1, d, kernel_size=5, padding=2), nn.PReLU(d))
        self.mid = nn.Sequential(nn.Conv2d(d, s, kernel_size=1), nn.PReLU(s))
        self.last = nn.ConvTranspose2d(s, 1, kernel_size=9, stride=2, padding=4, output_padding=1)

    def forward(self, x):
        return self.last(self.mid(self.first(x)))


model = FSRCNN()
criterion = nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-4)
low, high = torch.rand(4, 1, 16, 16), torch.rand(4, 1, 32, 32)
loss = criterion(model(low), high)
loss.backward()
optimizer.step()
