# Source: https://github.com/yz93/LAVT-RIS/issues/25
# Mistake: Both layers of a gate start at zero: the first gets no gradient, and all its units are the same.
import torch
from torch import nn


class LanguageGate(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.down = nn.Linear(dim, dim, bias=False)
        self.up = nn.Linear(dim, dim, bias=False)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.up.weight)

    def forward(self, residual):
        return torch.tanh(self.up(torch.relu(self.down(residual))))


gate = LanguageGate(10)
gate(torch.randn(4, 10)).sum().backward()
print(gate.down.weight.grad, gate.up.weight.grad)
