import math

import jax
import jax.numpy as jnp


def init(key, d_model=64, heads=4, d_ff=256):
    ks = jax.random.split(key, 6)
    d_head = d_model // heads
    glorot = jax.nn.initializers.glorot_normal()
    return dict(
        wq=jax.random.normal(ks[0], (d_model, heads, d_head)) / math.sqrt(d_model),
        wk=jax.random.normal(ks[1], (d_model, heads, d_head)) / math.sqrt(d_model),
        wv=jax.random.normal(ks[2], (d_model, heads, d_head)) / math.sqrt(d_model),
        wo=jax.random.normal(ks[3], (heads, d_head, d_model)) / math.sqrt(d_model),
        w1=glorot(ks[4], (d_model, d_ff)),
        w2=glorot(ks[5], (d_ff, d_model)),
    )


def layer_norm(x, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    var = x.var(-1, keepdims=True)
    return (x - mean) / jnp.sqrt(var + eps)


def block(p, x):
    h = layer_norm(x)
    q = jnp.einsum("btd,dhk->bhtk", h, p["wq"])
    k = jnp.einsum("btd,dhk->bhtk", h, p["wk"])
    v = jnp.einsum("btd,dhk->bhtk", h, p["wv"])
    scores = jnp.einsum("bhqk,bhsk->bhqs", q, k) / math.sqrt(q.shape[-1])
    weights = jax.nn.softmax(scores, axis=-1)
    o = jnp.einsum("bhqs,bhsk->bhqk", weights, v)
    x = x + jnp.einsum("bhqk,hkd->bqd", o, p["wo"])
    h = layer_norm(x)
    return x + jax.nn.relu(h @ p["w1"]) @ p["w2"]


params = init(jax.random.PRNGKey(0))
x = jax.random.normal(jax.random.PRNGKey(1), (16, 24, 64))
out = block(params, x)
