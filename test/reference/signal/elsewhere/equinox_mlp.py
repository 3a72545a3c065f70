import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr


class Net(eqx.Module):
    layers: list
    extra_bias: jax.Array

    def __init__(self, key):
        key1, key2, key3 = jr.split(key, 3)
        self.layers = [eqx.nn.Linear(32, 128, key=key1), eqx.nn.Linear(128, 128, key=key2), eqx.nn.Linear(128, 2, key=key3)]
        self.extra_bias = jnp.ones(2)

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = jax.nn.relu(layer(x))
        return self.layers[-1](x) + self.extra_bias


model = Net(jr.PRNGKey(0))
x = jr.normal(jr.PRNGKey(1), (32, 32))
out = jax.vmap(model)(x)
