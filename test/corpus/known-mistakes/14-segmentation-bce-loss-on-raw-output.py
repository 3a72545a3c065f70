# Source: https://github.com/yunlongdong/FCN-pytorch/issues/7
# Mistake: A segmentation network without a sigmoid is trained with BCELoss.
import torch
import torch.nn as nn
import torch.optim as optim


class SmallFCN(nn.Module):
    def __init__(self, n_class):
        super().__init__()
        self.down = nn.Sequential(
            nn.Conv2d(3, 32, 3, stride=2, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
        )
        self.up = nn.ConvTranspose2d(32, 32, 3, stride=2, padding=1, output_padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.classifier = nn.Conv2d(32, n_class, kernel_size=1)

    def forward(self, x):
        x = self.relu(self.up(self.down(x)))
        return self.classifier(x)


fcn = SmallFCN(n_class=2)
criterion = nn.BCELoss()
optimizer = optim.SGD(fcn.parameters(), lr=1e-2, momentum=0.7)

for bag, mask in [(torch.rand(2, 3, 160, 160), torch.rand(2, 2, 160, 160).round())]:
    optimizer.zero_grad()
    output = fcn(bag)
    loss = criterion(output, mask)
    loss.backward()
    optimizer.step()
