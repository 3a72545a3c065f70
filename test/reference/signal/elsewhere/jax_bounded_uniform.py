import jax
import jax.numpy as jnp


def init(key, sizes):
    params = []
    for m, n in zip(sizes[:-1], sizes[1:]):
        key, a, b = jax.random.split(key, 3)
        limit = jnp.sqrt(6.0 / (m + n))
        w = jax.random.uniform(a, (m, n), minval=-limit, maxval=limit)
        params.append((w, jax.random.truncated_normal(b, -2, 2, (n,)) * 0.1))
    return params


def predict(params, x):
    for w, b in params[:-1]:
        x = jax.nn.relu(x @ w + b)
    w, b = params[-1]
    return x @ w + b


params = init(jax.random.PRNGKey(0), [64, 128, 128, 10])
x = jax.random.normal(jax.random.PRNGKey(1), (32, 64))
out = predict(params, x)
