"""Parameters by their number, and by their name."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def forward(params, x, layers=4):
    for i in range(layers - 1):
        x = jax.nn.relu(jnp.dot(x, params[f"w{i}"]) + params[f"b{i}"])
    return jnp.dot(x, params[f"w{layers - 1}"]) + params[f"b{layers - 1}"]


def flat(weights, biases, x):
    for i, (w, b) in enumerate(zip(weights, biases)):
        x = jnp.matmul(x, w) + b
        x = jax.nn.relu(x) if i < len(weights) - 1 else x
    return x
