import flax.linen as nn
import jax
import jax.numpy as jnp


class TextClassifier(nn.Module):
    vocab: int = 200
    embed: int = 64
    hidden: int = 64
    classes: int = 4

    @nn.compact
    def __call__(self, tokens):
        x = nn.Embed(self.vocab, self.embed)(tokens)
        x = nn.RNN(nn.OptimizedLSTMCell(self.hidden))(x)
        scores = nn.Dense(1)(nn.tanh(nn.Dense(self.hidden)(x)))
        weights = nn.softmax(scores, axis=1)
        pooled = jnp.sum(weights * x, axis=1)
        h = nn.relu(nn.Dense(128)(pooled))
        return nn.Dense(self.classes)(h)


model = TextClassifier()
x = jax.random.randint(jax.random.PRNGKey(1), (32, 20), 0, 200)
variables = model.init(jax.random.PRNGKey(0), x)
out = model.apply(variables, x)
