"""A multilayer perceptron over a list of parameters."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def init(sizes, key):
    keys = jax.random.split(key, len(sizes))
    return [(jnp.sqrt(2 / m) * jax.random.normal(k, (m, n)), jnp.zeros(n)) for m, n, k in zip(sizes[:-1], sizes[1:], keys)]


def predict(params, x):
    for w, b in params[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = params[-1]
    logits = x @ w + b
    return logits - jax.scipy.special.logsumexp(logits)


def loss(params, images, targets):
    return -jnp.mean(jax.vmap(predict, (None, 0))(params, images) * targets)
