# Source: https://github.com/lopuhin/kaggle-imet-2019/issues/3
# Mistake: Multi-label classification with a pretrained backbone: the script applies sigmoid before BCEWithLogitsLoss.
import torch
from torch import nn
from torchvision import models

N_CLASSES = 1103


def get_model():
    model = models.resnet50(pretrained=True)
    model.fc = nn.Linear(model.fc.in_features, N_CLASSES)
    return model


def main(loader):
    model = get_model().cuda()
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for inputs, targets in loader:
        outputs = torch.sigmoid(model(inputs.cuda()))
        loss = criterion(outputs, targets.cuda())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
