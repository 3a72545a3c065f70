"""A pointer over input positions."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class Pointer(nn.Module):
    hidden: int

    @nn.compact
    def __call__(self, query, memory):
        energy = nn.tanh(nn.Dense(self.hidden)(query)[:, None] + nn.Dense(self.hidden)(memory))
        return nn.log_softmax(nn.Dense(1, use_bias=False)(energy), axis=1)[..., 0]
