import jax
import jax.numpy as jnp
import flax.linen as nn


class SimpleDense(nn.Module):
    features: int
    kernel_init: callable = nn.initializers.lecun_normal()
    bias_init: callable = nn.initializers.zeros_init()

    @nn.compact
    def __call__(self, inputs):
        kernel = self.param("kernel", self.kernel_init, (inputs.shape[-1], self.features))
        y = jnp.dot(inputs, kernel)
        bias = self.param("bias", self.bias_init, (self.features,))
        return y + bias


class MLP(nn.Module):
    features: tuple = (128, 128, 128, 4)

    @nn.compact
    def __call__(self, x):
        for i, feat in enumerate(self.features):
            x = SimpleDense(feat, name=f"layers_{i}")(x)
            if i != len(self.features) - 1:
                x = nn.leaky_relu(x, 0.1)
        return x


model = MLP()
x = jax.random.normal(jax.random.PRNGKey(1), (128, 40))
variables = model.init(jax.random.PRNGKey(0), x)
out = model.apply(variables, x)
