import haiku as hk
import jax
import jax.numpy as jnp


class TransformerLayer(hk.Module):
    def __init__(self, heads, key_size, widening=4, name=None):
        super().__init__(name=name)
        self.heads, self.key_size, self.widening = heads, key_size, widening

    def __call__(self, x):
        width = x.shape[-1]
        init = hk.initializers.VarianceScaling(0.5)
        h = hk.LayerNorm(axis=-1, create_scale=True, create_offset=True)(x)
        h = hk.MultiHeadAttention(num_heads=self.heads, key_size=self.key_size, model_size=width, w_init=init)(h, h, h)
        x = x + h
        h = hk.LayerNorm(axis=-1, create_scale=True, create_offset=True)(x)
        h = hk.Linear(self.widening * width, w_init=init)(h)
        h = jax.nn.gelu(h)
        h = hk.Linear(width, w_init=init)(h)
        return x + h


def model(tokens):
    x = hk.Embed(vocab_size=100, embed_dim=64, w_init=hk.initializers.TruncatedNormal(0.02))(tokens)
    x = x + hk.get_parameter("pos", [24, 64], init=hk.initializers.TruncatedNormal(0.02))
    for _ in range(2):
        x = TransformerLayer(4, 16)(x)
    return hk.Linear(100)(hk.LayerNorm(axis=-1, create_scale=True, create_offset=True)(x))


net = hk.transform(model)
x = jax.random.randint(jax.random.PRNGKey(1), (16, 24), 0, 100)
params = net.init(jax.random.PRNGKey(0), x)
out = net.apply(params, None, x)
