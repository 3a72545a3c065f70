"""Story: activations of one's own.

Nothing is executed: the function's text is evaluated together with its exact derivative. Put the cursor on a name or
select an expression, and run "Plot Activation".
"""

import math

import torch
import torch.nn.functional as F


def squared_relu(x):
    return max(0.0, x) ** 2


def smooth_step(x):
    if x < -1:
        return 0.0
    if x > 1:
        return 1.0
    return 0.5 + 0.75 * x - 0.25 * x**3


def tanh_gelu(x):
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


swish_beta = lambda x: x * torch.sigmoid(1.7 * x)


def block(x):
    x = F.leaky_relu(x, 0.2)
    return squared_relu(x) + F.softplus(x, beta=2)
