import torch
import torch.nn as nn


class Maxout(nn.Module):
    def __init__(self, d_in, d_out, pool_size):
        super().__init__()
        self.d_out, self.pool_size = d_out, pool_size
        self.lin = nn.Linear(d_in, d_out * pool_size)

    def forward(self, inputs):
        shape = list(inputs.size())
        shape[-1] = self.d_out
        shape.append(self.pool_size)
        out = self.lin(inputs)
        m, i = out.view(*shape).max(-1)
        return m


net = nn.Sequential(Maxout(50, 128, 4), nn.Dropout(0.5), Maxout(128, 128, 4), nn.Dropout(0.5), nn.Linear(128, 10))
x = torch.randn(256, 50)
net(x)
