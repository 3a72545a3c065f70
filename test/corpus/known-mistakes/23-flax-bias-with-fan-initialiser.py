# Source: https://github.com/jax-ml/jax/issues/2075
# Mistake: A bias gets an initialiser that needs two axes to count the fan.
import jax
import jax.numpy as jnp
from flax import linen as nn


class Encoder(nn.Module):
    latent: int = 20

    @nn.compact
    def __call__(self, x):
        x = nn.Dense(
            500,
            kernel_init=nn.initializers.he_normal(),
            bias_init=nn.initializers.he_normal(),
        )(x)
        x = nn.relu(x)
        return nn.Dense(self.latent)(x)


encoder = Encoder()
variables = encoder.init(jax.random.PRNGKey(0), jnp.ones((1, 784)))
