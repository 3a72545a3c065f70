# Source: https://github.com/jax-ml/jax/issues/985
# Mistake: A policy gradient step computes log-probabilities from softmax in two steps.
import jax
import jax.numpy as jnp


def policy_loss(params, observations, actions, advantages):
    logits = observations @ params["w"] + params["b"]
    log_probabilities = jnp.log(jax.nn.softmax(logits, axis=-1))
    chosen = jnp.take_along_axis(log_probabilities, actions[:, None], axis=-1)[:, 0]
    return -jnp.mean(chosen * advantages)


params = {"w": jnp.zeros((4, 2)), "b": jnp.zeros(2)}
key = jax.random.PRNGKey(0)
observations = jax.random.normal(key, (32, 4))
gradient = jax.grad(policy_loss)(params, observations, jnp.zeros(32, dtype=int), jnp.ones(32))
