# Source: https://github.com/Lightning-Universe/lightning-bolts/issues/654
# Mistake: Logistic regression in Lightning: softmax in forward, cross_entropy in training_step.
import pytorch_lightning as pl
import torch
from torch import nn
from torch.nn import functional as F
from torch.nn.functional import softmax


class SoftmaxRegression(pl.LightningModule):
    def __init__(self, input_dim=784, num_classes=10, learning_rate=1e-2):
        super().__init__()
        self.learning_rate = learning_rate
        self.linear = nn.Linear(in_features=input_dim, out_features=num_classes)

    def forward(self, x):
        x = self.linear(x)
        return softmax(x, dim=1)

    def training_step(self, batch, batch_idx):
        x, y = batch
        x = x.view(x.size(0), -1)
        y_hat = self(x)
        loss = F.cross_entropy(y_hat, y, reduction="sum")
        self.log("train_loss", loss)
        return loss

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.learning_rate)
