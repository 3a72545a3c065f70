import jax
import jax.numpy as jnp
from flax import nnx


class Linear(nnx.Module):
    def __init__(self, din: int, dout: int, *, rngs: nnx.Rngs):
        key = rngs.params()
        self.w = nnx.Param(jax.random.uniform(key, (din, dout)))
        self.b = nnx.Param(jnp.zeros((dout,)))

    def __call__(self, x):
        return x @ self.w + self.b


class Net(nnx.Module):
    def __init__(self, rngs):
        self.layers = nnx.Sequential(
            nnx.Linear(32, 64, kernel_init=nnx.initializers.he_normal(), rngs=rngs),
            nnx.relu,
            nnx.LayerNorm(64, rngs=rngs),
            nnx.Linear(64, 64, kernel_init=nnx.initializers.xavier_uniform(), rngs=rngs),
            nnx.tanh,
        )
        self.head = Linear(64, 3, rngs=rngs)

    def __call__(self, x):
        return self.head(self.layers(x))


model = Net(nnx.Rngs(0))
x = jax.random.normal(jax.random.PRNGKey(1), (128, 32))
out = model(x)
