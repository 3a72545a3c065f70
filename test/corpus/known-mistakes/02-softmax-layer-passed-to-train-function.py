# Source: https://github.com/jindongwang/Deep-learning-activity-recognition/issues/10
# Mistake: The convolutional network has a softmax as its last module; the training function takes model and loss as arguments.
import torch
from torch import nn


class ActivityNet(nn.Module):
    def __init__(self):
        super(ActivityNet, self).__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(9, 32, (1, 9)), nn.ReLU(), nn.MaxPool2d((1, 2)))
        self.conv2 = nn.Sequential(nn.Conv2d(32, 64, (1, 9)), nn.ReLU(), nn.MaxPool2d((1, 2)))
        self.fc = nn.Sequential(
            nn.Linear(64 * 26, 500),
            nn.ReLU(),
            nn.Linear(500, 6),
            nn.Softmax(dim=1),
        )

    def forward(self, x):
        out = self.conv2(self.conv1(x))
        out = out.reshape(-1, 64 * 26)
        return self.fc(out)


def train(model, loader, criterion, optimizer):
    model.train()
    for sample, target in loader:
        output = model(sample)
        loss = criterion(output, target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


if __name__ == "__main__":
    net = ActivityNet()
    batches = [(torch.rand(8, 9, 1, 128), torch.randint(0, 6, (8,)))]
    train(net, batches, nn.CrossEntropyLoss(), torch.optim.SGD(net.parameters(), lr=0.005))
