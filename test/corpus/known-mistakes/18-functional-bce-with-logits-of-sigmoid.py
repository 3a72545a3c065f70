# Source: https://github.com/cvg/glue-factory/issues/89
# Mistake: A confidence head ends in Sigmoid and its output goes into binary_cross_entropy_with_logits.
import torch
from torch import nn
import torch.nn.functional as F


class TokenConfidence(nn.Module):
    def __init__(self, dim: int) -> None:
        super().__init__()
        self.token = nn.Sequential(nn.Linear(dim, 1), nn.Sigmoid())

    def forward(self, desc0: torch.Tensor) -> torch.Tensor:
        return self.token(desc0.detach()).squeeze(-1)

    def loss(self, desc0: torch.Tensor, correct0: torch.Tensor) -> torch.Tensor:
        logits0 = self.forward(desc0)
        return F.binary_cross_entropy_with_logits(logits0, correct0.float()).mean()


confidence = TokenConfidence(256)
optimizer = torch.optim.Adam(confidence.parameters(), lr=1e-4)
loss = confidence.loss(torch.randn(2, 512, 256), torch.rand(2, 512) > 0.5)
loss.backward()
optimizer.step()
