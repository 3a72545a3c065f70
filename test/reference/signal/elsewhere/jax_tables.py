import jax
import jax.numpy as jnp
from jax import random


def init_params(key, sizes=(64, 256, 256, 10)):
    params = {}
    for i, (fan_in, fan_out) in enumerate(zip(sizes[:-1], sizes[1:])):
        key, sub = random.split(key)
        params[f"layer{i}"] = {
            "w": random.normal(sub, (fan_in, fan_out)) * jnp.sqrt(2.0 / fan_in),
            "b": jnp.zeros(fan_out),
        }
    return params


def forward(params, x):
    n = len(params)
    for i in range(n - 1):
        layer = params[f"layer{i}"]
        x = jax.nn.gelu(x @ layer["w"] + layer["b"])
    last = params[f"layer{n - 1}"]
    return x @ last["w"] + last["b"]


params = init_params(random.PRNGKey(0))
x = random.normal(random.PRNGKey(1), (128, 64))
out = forward(params, x)
