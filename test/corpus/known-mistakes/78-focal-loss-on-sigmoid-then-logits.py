# Source: https://github.com/itakurah/focal-loss-pytorch/pull/5
# Mistake: A focal loss applies sigmoid and gives the probabilities to binary_cross_entropy_with_logits.
import torch
import torch.nn as nn
import torch.nn.functional as F


class BinaryFocalLoss(nn.Module):
    def __init__(self, gamma=2.0, alpha=0.25):
        super().__init__()
        self.gamma = gamma
        self.alpha = alpha

    def forward(self, inputs, targets):
        probs = torch.sigmoid(inputs)
        bce = F.binary_cross_entropy_with_logits(probs, targets, reduction="none")
        p_t = probs * targets + (1 - probs) * (1 - targets)
        weight = self.alpha * targets + (1 - self.alpha) * (1 - targets)
        return (weight * (1 - p_t) ** self.gamma * bce).mean()


criterion = BinaryFocalLoss()
print(criterion(torch.randn(16, 1), torch.rand(16, 1).round()))
