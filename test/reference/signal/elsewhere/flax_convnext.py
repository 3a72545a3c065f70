import jax
import jax.numpy as jnp
import flax.linen as nn


class LayerScale(nn.Module):
    init_value: float = 0.1

    @nn.compact
    def __call__(self, x):
        gamma = self.param("gamma", nn.initializers.constant(self.init_value), (x.shape[-1],))
        return gamma * x


class Block(nn.Module):
    dim: int

    @nn.compact
    def __call__(self, x):
        h = nn.Conv(self.dim, (7, 7), feature_group_count=self.dim)(x)
        h = nn.LayerNorm(epsilon=1e-6)(h)
        h = nn.Dense(4 * self.dim)(h)
        h = nn.gelu(h)
        h = nn.Dense(self.dim)(h)
        return x + LayerScale()(h)


class ConvNeXt(nn.Module):
    dims: tuple = (32, 64)
    depths: tuple = (2, 2)

    @nn.compact
    def __call__(self, x):
        x = nn.Conv(self.dims[0], (4, 4), strides=(4, 4))(x)
        x = nn.LayerNorm()(x)
        for i, (dim, depth) in enumerate(zip(self.dims, self.depths)):
            if i > 0:
                x = nn.LayerNorm()(x)
                x = nn.Conv(dim, (2, 2), strides=(2, 2))(x)
            for _ in range(depth):
                x = nn.remat(Block)(dim)(x)
        x = x.mean(axis=(1, 2))
        return nn.Dense(10)(nn.LayerNorm()(x))


model = ConvNeXt()
x = jax.random.normal(jax.random.PRNGKey(1), (16, 32, 32, 3))
variables = model.init(jax.random.PRNGKey(0), x)
out = model.apply(variables, x)
