# Source: https://optax.readthedocs.io/en/latest/api/losses.html
# Mistake: The Flax model returns probabilities; optax's loss takes logits.
import jax
import optax
from flax import linen as nn


class CNN(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Conv(features=32, kernel_size=(3, 3))(x)
        x = nn.relu(x)
        x = nn.avg_pool(x, window_shape=(2, 2), strides=(2, 2))
        x = x.reshape((x.shape[0], -1))
        x = nn.Dense(features=256)(x)
        x = nn.relu(x)
        x = nn.Dense(features=10)(x)
        return nn.softmax(x)


cnn = CNN()


def loss_fn(params, images, labels):
    probabilities = cnn.apply({"params": params}, images)
    return optax.softmax_cross_entropy_with_integer_labels(logits=probabilities, labels=labels).mean()


images, labels = jax.numpy.ones((8, 28, 28, 1)), jax.numpy.zeros(8, dtype=int)
params = cnn.init(jax.random.PRNGKey(0), images)["params"]
loss, gradients = jax.jit(jax.value_and_grad(loss_fn))(params, images, labels)
