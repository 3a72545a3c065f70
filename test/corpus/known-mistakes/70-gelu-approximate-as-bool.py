# Source: https://pytorch.org/docs/stable/generated/torch.nn.GELU.html
# Mistake: approximate is a string in PyTorch; with a bool the forward pass raises.
import torch
import torch.nn as nn


class ProjectionHead(nn.Module):
    def __init__(self, embedding_dim, projection_dim=256):
        super().__init__()
        self.projection = nn.Linear(embedding_dim, projection_dim)
        self.gelu = nn.GELU(approximate=True)
        self.fc = nn.Linear(projection_dim, projection_dim)
        self.norm = nn.LayerNorm(projection_dim)

    def forward(self, x):
        projected = self.projection(x)
        return self.norm(self.fc(self.gelu(projected)) + projected)


head = ProjectionHead(2048)
print(head(torch.randn(4, 2048)).shape)
