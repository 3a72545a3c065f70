# Source: https://github.com/tsinghua-rll/VoxelNet-tensorflow/issues/10
# Mistake: Convolution, ReLU everywhere, even on the map of box offsets: no anchor can shrink.
import torch
from torch import nn
import torch.nn.functional as F


def conv(cin, cout, kernel, padding=0):
    return nn.Sequential(nn.Conv2d(cin, cout, kernel, padding=padding), nn.ReLU())


class RegionProposal(nn.Module):
    def __init__(self, channels=128, anchors=2):
        super().__init__()
        self.shared = conv(channels, 256, 3, padding=1)
        self.offsets = conv(256, 7 * anchors, 1)

    def forward(self, features):
        return self.offsets(self.shared(features))


rpn = RegionProposal()
optimizer = torch.optim.Adam(rpn.parameters(), lr=1e-3)
for features, boxes in [(torch.rand(1, 128, 20, 20), torch.randn(1, 14, 20, 20))]:
    loss = F.smooth_l1_loss(rpn(features), boxes)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
