import torch
import torch.nn as nn
import torch.nn.functional as F


net = nn.Sequential(
    nn.Linear(20, 512), nn.ReLU(), nn.Dropout(0.5), nn.Linear(512, 64), nn.ReLU(), nn.BatchNorm1d(64), nn.Linear(64, 1024), nn.ELU(),
    nn.Linear(1024, 32), nn.SELU(), nn.Linear(32, 256), nn.Softplus(), nn.Linear(256, 1))
x = torch.randn(256, 20)
net(x)
