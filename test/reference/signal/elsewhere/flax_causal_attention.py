import flax.linen as nn
import jax
import jax.numpy as jnp


class Block(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        mask = nn.make_causal_mask(jnp.ones(x.shape[:2]))
        normed = nn.LayerNorm()(x)
        x = x + nn.MultiHeadDotProductAttention(num_heads=4, deterministic=True)(normed, normed, mask=mask)
        hidden = nn.gelu(nn.Dense(4 * self.width)(nn.LayerNorm()(x)))
        return x + nn.Dense(self.width)(hidden)


model = Block(width=64)
x = jax.random.normal(jax.random.PRNGKey(1), (64, 16, 64))
variables = model.init(jax.random.PRNGKey(0), jnp.ones((64, 16, 64)))
out = model.apply(variables, x)
