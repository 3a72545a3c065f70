# Source: https://github.com/argusswift/YOLOv4-pytorch/issues/89
# Mistake: The head decodes the confidence with sigmoid, and the loss class feeds it to BCEWithLogitsLoss.
import torch
from torch import nn


class YoloHead(nn.Module):
    def __init__(self, channels=256):
        super().__init__()
        self.conv = nn.Conv2d(channels, 1, 1)

    def forward(self, features):
        return torch.sigmoid(self.conv(features))


class YoloLoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.bce = nn.BCEWithLogitsLoss(reduction="none")

    def forward(self, confidence, target):
        return self.bce(confidence, target).sum() / target.shape[0]


head, criterion = YoloHead(), YoloLoss()
optimizer = torch.optim.SGD(head.parameters(), lr=1e-4, momentum=0.9)
features, target = torch.rand(2, 256, 13, 13), torch.rand(2, 1, 13, 13).round()
loss = criterion(head(features), target)
loss.backward()
optimizer.step()
