"""Story: softmax in front of a loss that applies it itself.

`nn.CrossEntropyLoss` expects raw scores. Given probabilities, the loss cannot fall below ln(1 + (C − 1)/e): 1.46 for
ten classes, however well the model learns.
"""

import torch
from torch import nn

model = nn.Sequential(
    nn.Flatten(),
    nn.Linear(784, 128),
    nn.ReLU(),
    nn.Linear(128, 10),
    nn.Softmax(dim=1),
)
loss_function = nn.CrossEntropyLoss()


def training_step(images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return loss_function(model(images), labels)
