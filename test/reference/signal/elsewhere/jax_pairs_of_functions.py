import jax
import jax.numpy as jnp
from jax.nn.initializers import glorot_normal, normal


def Dense(out_dim, W_init=glorot_normal(), b_init=normal(1e-2)):
    def init_fun(rng, in_dim):
        k1, k2 = jax.random.split(rng)
        return out_dim, (W_init(k1, (in_dim, out_dim)), b_init(k2, (out_dim,)))

    def apply_fun(params, inputs):
        W, b = params
        return jnp.dot(inputs, W) + b

    return init_fun, apply_fun


def elementwise(fun):
    return lambda rng, in_dim: (in_dim, ()), lambda params, inputs: fun(inputs)


Relu = elementwise(jax.nn.relu)


def serial(*layers):
    inits, applies = zip(*layers)

    def init_fun(rng, in_dim):
        params = []
        for init in inits:
            rng, layer_rng = jax.random.split(rng)
            in_dim, param = init(layer_rng, in_dim)
            params.append(param)
        return in_dim, params

    def apply_fun(params, inputs):
        for fun, param in zip(applies, params):
            inputs = fun(param, inputs)
        return inputs

    return init_fun, apply_fun


init, predict = serial(Dense(256), Relu, Dense(256), Relu, Dense(10))
_, params = init(jax.random.PRNGKey(0), 64)
x = jax.random.normal(jax.random.PRNGKey(1), (128, 64))
out = predict(params, x)
