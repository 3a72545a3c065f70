import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, dim, *, rngs):
        self.n1 = nnx.LayerNorm(dim, rngs=rngs)
        self.att = nnx.MultiHeadAttention(num_heads=4, in_features=dim, decode=False, rngs=rngs)
        self.n2 = nnx.LayerNorm(dim, rngs=rngs)
        self.a = nnx.Linear(dim, 4 * dim, rngs=rngs)
        self.b = nnx.Linear(4 * dim, dim, rngs=rngs)

    def __call__(self, x):
        x = x + self.att(self.n1(x))
        return x + self.b(jax.nn.gelu(self.a(self.n2(x))))


class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.embed = nnx.Embed(200, 64, rngs=rngs)
        self.pos = nnx.Embed(24, 64, rngs=rngs)
        self.blocks = nnx.List([Block(64, rngs=rngs) for _ in range(2)])
        self.norm = nnx.LayerNorm(64, rngs=rngs)
        self.head = nnx.Linear(64, 200, rngs=rngs)

    def __call__(self, t):
        x = self.embed(t) + self.pos(jnp.arange(t.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


model = Net(rngs=nnx.Rngs(0))
x = jax.random.randint(jax.random.PRNGKey(1), (16, 24), 0, 200)
out = model(x)
