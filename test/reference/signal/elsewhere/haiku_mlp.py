import haiku as hk
import jax
import jax.numpy as jnp


def net_fn(images: jnp.ndarray) -> jnp.ndarray:
    """Standard LeNet-300-100 MLP network."""
    x = hk.Flatten()(images)
    mlp = hk.Sequential([
        hk.Linear(300), jax.nn.relu,
        hk.Linear(100), jax.nn.relu,
        hk.Linear(10),
    ])
    return mlp(x)


network = hk.without_apply_rng(hk.transform(net_fn))
x = jax.random.normal(jax.random.PRNGKey(1), (64, 28, 28, 1))
params = network.init(jax.random.PRNGKey(0), x)
out = network.apply(params, x)
