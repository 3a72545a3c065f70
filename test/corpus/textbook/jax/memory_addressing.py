"""Content addressing of a memory, and a memory network's hop."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def address(memory, key, strength):
    similarity = memory @ key / (jnp.linalg.norm(memory, axis=-1) * jnp.linalg.norm(key) + 1e-8)
    return jax.nn.softmax(jax.nn.softplus(strength) * similarity, axis=0)


def hop(memory_in, memory_out, state):
    return state + jax.nn.softmax(memory_in @ state, axis=0) @ memory_out
