"""Squeeze-and-excitation in Flax."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class SE(nn.Module):
    @nn.compact
    def __call__(self, x):
        channels = x.shape[-1]
        s = nn.relu(nn.Dense(channels // 4)(jnp.mean(x, axis=(1, 2))))
        return x * nn.sigmoid(nn.Dense(channels)(s))[:, None, None, :]
