# Source: https://github.com/avBuffer/UNet3plus_pth/issues/23
# Mistake: The U-Net applies sigmoid to its mask, and BCEWithLogitsLoss applies it again.
import torch
import torch.nn as nn
import torch.nn.functional as F


class DoubleConv(nn.Module):
    def __init__(self, in_ch, out_ch):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(in_ch, out_ch, 3, padding=1, bias=False), nn.BatchNorm2d(out_ch), nn.ReLU(inplace=True),
            nn.Conv2d(out_ch, out_ch, 3, padding=1, bias=False), nn.BatchNorm2d(out_ch), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.conv(x)


class SmallUNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc, self.down, self.up = DoubleConv(3, 16), DoubleConv(16, 32), DoubleConv(48, 16)
        self.outc = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down(F.max_pool2d(x1, 2))
        x = self.up(torch.cat([x1, F.interpolate(x2, scale_factor=2)], dim=1))
        return torch.sigmoid(self.outc(x))


net = SmallUNet()
optimizer = torch.optim.RMSprop(net.parameters(), lr=1e-4)
criterion = nn.BCEWithLogitsLoss()
imgs, true_masks = torch.rand(1, 3, 64, 64), torch.rand(1, 1, 64, 64).round()
loss = criterion(net(imgs), true_masks)
loss.backward()
optimizer.step()
