"""An MLP over a list of tables."""

import jax
import jax.numpy as jnp


def init(sizes, key):
    return [
        dict(w=jax.random.normal(k, (m, n)) * jnp.sqrt(2 / m), b=jnp.zeros(n))
        for m, n, k in zip(sizes[:-1], sizes[1:], jax.random.split(key, len(sizes)))
    ]


params = init([784, 256, 128, 10], jax.random.PRNGKey(0))


def f(params, x):
    for l in params[:-1]:
        x = jax.nn.relu(x @ l["w"] + l["b"])
    return x @ params[-1]["w"] + params[-1]["b"]


def loss(params, x, y):
    return -jnp.mean(jnp.sum(jax.nn.log_softmax(f(params, x)) * y, -1))


@jax.jit
def step(params, x, y, lr=0.1):
    return jax.tree_util.tree_map(lambda p, g: p - lr * g, params, jax.grad(loss)(params, x, y))
