import torch
import torch.nn as nn
import torch.nn.functional as F


class UNet(nn.Module):
    def __init__(self, n_channels=1, n_classes=2, widths=(16, 32, 64)):
        super().__init__()
        self.downs = nn.ModuleList()
        self.ups = nn.ModuleList()
        self.pool = nn.MaxPool2d(2, 2)
        cin = n_channels
        for w in widths:
            self.downs.append(self.double(cin, w))
            cin = w
        for w in reversed(widths):
            self.ups.append(nn.ConvTranspose2d(w * 2, w, kernel_size=2, stride=2))
            self.ups.append(self.double(w * 2, w))
        self.bottleneck = self.double(widths[-1], widths[-1] * 2)
        self.final = nn.Conv2d(widths[0], n_classes, kernel_size=1)

    @staticmethod
    def double(i, o):
        return nn.Sequential(
            nn.Conv2d(i, o, 3, 1, 1), nn.ReLU(inplace=True),
            nn.Conv2d(o, o, 3, 1, 1), nn.ReLU(inplace=True),
        )

    def forward(self, x):
        skips = []
        for down in self.downs:
            x = down(x)
            skips.append(x)
            x = self.pool(x)
        x = self.bottleneck(x)
        skips = skips[::-1]
        for idx in range(0, len(self.ups), 2):
            x = self.ups[idx](x)
            skip = skips[idx // 2]
            if x.shape != skip.shape:
                x = F.interpolate(x, size=skip.shape[2:])
            x = self.ups[idx + 1](torch.cat((skip, x), dim=1))
        return self.final(x)


net = UNet()
x = torch.randn(8, 1, 64, 64)
net(x)
