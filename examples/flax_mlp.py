"""Story: Flax, where the default initialiser is LeCun's and gelu is the tanh form unless told otherwise."""

import jax
import jax.numpy as jnp
from flax import linen as nn


class MLP(nn.Module):
    width: int = 256

    @nn.compact
    def __call__(self, x: jnp.ndarray) -> jnp.ndarray:
        x = nn.Dense(self.width, kernel_init=nn.initializers.xavier_uniform())(x)
        x = nn.relu(x)
        x = nn.Dense(self.width, kernel_init=nn.initializers.xavier_uniform())(x)
        x = nn.relu(x)
        x = nn.Dense(self.width, kernel_init=nn.initializers.he_normal())(x)
        x = jax.nn.leaky_relu(x, negative_slope=0.2)
        return nn.Dense(10)(x)
