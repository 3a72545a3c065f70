"""A Transformer block in Flax."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class Block(nn.Module):
    width: int
    heads: int = 4

    @nn.compact
    def __call__(self, x, deterministic=True):
        y = nn.MultiHeadDotProductAttention(self.heads)(nn.LayerNorm()(x), nn.LayerNorm()(x))
        x = x + nn.Dropout(0.1)(y, deterministic=deterministic)
        y = nn.Dense(self.width)(nn.gelu(nn.Dense(4 * self.width)(nn.LayerNorm()(x))))
        return x + y
