"""A variational autoencoder in Flax."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class VAE(nn.Module):
    latents: int = 20

    def setup(self):
        self.fc1, self.mean, self.logvar = nn.Dense(500), nn.Dense(self.latents), nn.Dense(self.latents)
        self.fc2, self.out = nn.Dense(500), nn.Dense(784)

    def __call__(self, x, key):
        h = nn.relu(self.fc1(x))
        mean, logvar = self.mean(h), self.logvar(h)
        z = mean + jax.random.normal(key, mean.shape) * jnp.exp(0.5 * logvar)
        return self.out(nn.relu(self.fc2(z))), mean, logvar


@jax.vmap
def binary_cross_entropy_with_logits(logits, labels):
    logits = nn.log_sigmoid(logits)
    return -jnp.sum(labels * logits + (1.0 - labels) * jnp.log(-jnp.expm1(logits)))
