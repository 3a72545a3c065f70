"""A vision transformer."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


class Enc(nn.Module):
    d: int = 192
    h: int = 3

    @nn.compact
    def __call__(self, x, train=False):
        y = nn.LayerNorm()(x)
        x = x + nn.MultiHeadDotProductAttention(self.h)(y, y)
        y = nn.LayerNorm()(x)
        y = nn.Dense(4 * self.d)(y)
        y = nn.gelu(y)
        return x + nn.Dense(self.d)(y)


class ViT(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(192, (16, 16), (16, 16))(x)
        x = x.reshape(x.shape[0], -1, 192)
        x = x + self.param("p", nn.initializers.normal(0.02), (1, x.shape[1], 192))
        for _ in range(6):
            x = Enc()(x)
        return nn.Dense(10, kernel_init=nn.initializers.zeros)(nn.LayerNorm()(x).mean(1))


m = ViT()


def loss(p, x, y):
    return optax.softmax_cross_entropy_with_integer_labels(m.apply(p, x), y).mean()


tx = optax.chain(
    optax.clip_by_global_norm(1.0),
    optax.adamw(optax.warmup_cosine_decay_schedule(0, 1e-3, 100, 1000), weight_decay=0.05),
)
