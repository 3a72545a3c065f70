"""Layers with stacked weights, one scan over depth."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def layer(x, parameters):
    w, b = parameters
    return jax.nn.relu(x @ w + b), None


def deep(stacked, x):
    x, _ = jax.lax.scan(layer, x, stacked)
    return x
