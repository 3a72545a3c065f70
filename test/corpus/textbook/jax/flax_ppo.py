"""PPO's actor and critic over frames."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class ActorCritic(nn.Module):
    actions: int

    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Conv(32, (8, 8), strides=(4, 4))(x / 255.0))
        x = nn.relu(nn.Conv(64, (4, 4), strides=(2, 2))(x))
        x = nn.relu(nn.Dense(512)(x.reshape((x.shape[0], -1))))
        return nn.log_softmax(nn.Dense(self.actions)(x)), nn.Dense(1)(x)


optimizer = optax.adam(2.5e-4)
