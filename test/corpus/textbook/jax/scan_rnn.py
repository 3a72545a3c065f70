"""A recurrent network by scan over time."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def step(params, h, x):
    h = jnp.tanh(x @ params["wx"] + h @ params["wh"] + params["b"])
    return h, h


def run(params, h, xs):
    return jax.lax.scan(lambda carry, x: step(params, carry, x), h, xs)
