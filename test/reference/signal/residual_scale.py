import torch
import torch.nn as nn

depth = 12


class ResBlock(nn.Module):
    def __init__(self, width, scale):
        super().__init__()
        self.lin1 = nn.Linear(width, width)
        self.lin2 = nn.Linear(width, width)
        self.act = nn.SiLU()
        self.scale = scale

    def forward(self, x):
        return x + self.scale * self.lin2(self.act(self.lin1(x)))


net = nn.Sequential(
    nn.Linear(20, 200),
    *[ResBlock(200, (2 * depth) ** -0.5) for _ in range(depth)],
    nn.SiLU(),
    nn.Linear(200, 1),
)
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.kaiming_normal_(m.weight)
        nn.init.zeros_(m.bias)

x = torch.randn(256, 20)
net(x)
