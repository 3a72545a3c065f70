"""Story: Xavier initialisation in front of ReLU.

Xavier keeps the variance of a signal for tanh. ReLU drops half of it in every layer: put the cursor on a squiggle to
read what is left of the signal at the end of this stack, and take the quick fix to initialise as He et al. do.
Put the cursor on `nn.ReLU()` and run "Plot Activation" to see the curve and its derivative.
"""

import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self, features: int = 784, classes: int = 10):
        super().__init__()
        self.hidden1 = nn.Linear(features, 256)
        self.hidden2 = nn.Linear(256, 256)
        self.hidden3 = nn.Linear(256, 256)
        self.hidden4 = nn.Linear(256, 256)
        self.hidden5 = nn.Linear(256, 256)
        self.hidden6 = nn.Linear(256, 256)
        self.output = nn.Linear(256, classes)
        self.activation = nn.ReLU()

        nn.init.xavier_uniform_(self.hidden1.weight)
        nn.init.xavier_uniform_(self.hidden2.weight)
        nn.init.xavier_uniform_(self.hidden3.weight)
        nn.init.xavier_uniform_(self.hidden4.weight)
        nn.init.xavier_uniform_(self.hidden5.weight)
        nn.init.xavier_uniform_(self.hidden6.weight)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.activation(self.hidden1(x))
        x = self.activation(self.hidden2(x))
        x = self.activation(self.hidden3(x))
        x = self.activation(self.hidden4(x))
        x = self.activation(self.hidden5(x))
        x = self.activation(self.hidden6(x))
        return self.output(x)


if __name__ == "__main__":
    model = Classifier()
    with torch.no_grad():
        x = torch.randn(512, 784)
        for layer in [model.hidden1, model.hidden2, model.hidden3, model.hidden4, model.hidden5, model.hidden6]:
            x = torch.relu(layer(x))
            print(f"mean square of the signal: {x.square().mean():.4f}")
