"""Causal self-attention by hand."""

import jax
import jax.numpy as jnp
import optax
from flax import linen as nn


def attention(params, x):
    q, k, v = (x @ params[name] for name in ("q", "k", "v"))
    scores = jnp.einsum("...td,...sd->...ts", q, k) / jnp.sqrt(q.shape[-1])
    mask = jnp.tril(jnp.ones(scores.shape[-2:], bool))
    weights = jax.nn.softmax(jnp.where(mask, scores, -1e30), axis=-1)
    return weights @ v @ params["o"]
