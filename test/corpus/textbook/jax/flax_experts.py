"""A soft mixture of experts and a gated layer."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class Experts(nn.Module):
    count: int
    width: int

    @nn.compact
    def __call__(self, x):
        gate = nn.softmax(nn.Dense(self.count)(x))
        outputs = jnp.stack([nn.Dense(self.width)(nn.relu(nn.Dense(64)(x))) for _ in range(self.count)], axis=-2)
        return jnp.einsum("...e,...ed->...d", gate, outputs)


class SwiGLU(nn.Module):
    hidden: int

    @nn.compact
    def __call__(self, x):
        return nn.Dense(x.shape[-1])(nn.silu(nn.Dense(self.hidden)(x)) * nn.Dense(self.hidden)(x))
