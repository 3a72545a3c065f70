import einops
import flax.linen as nn
import jax
import jax.numpy as jnp


class MlpBlock(nn.Module):
    mlp_dim: int

    @nn.compact
    def __call__(self, x):
        y = nn.Dense(self.mlp_dim)(x)
        y = nn.gelu(y)
        return nn.Dense(x.shape[-1])(y)


class MixerBlock(nn.Module):
    tokens_mlp_dim: int
    channels_mlp_dim: int

    @nn.compact
    def __call__(self, x):
        y = nn.LayerNorm()(x)
        y = jnp.swapaxes(y, 1, 2)
        y = MlpBlock(self.tokens_mlp_dim, name="token_mixing")(y)
        y = jnp.swapaxes(y, 1, 2)
        x = x + y
        y = nn.LayerNorm()(x)
        return x + MlpBlock(self.channels_mlp_dim, name="channel_mixing")(y)


class MlpMixer(nn.Module):
    patches: int = 4
    num_classes: int = 10
    num_blocks: int = 2
    hidden_dim: int = 64
    tokens_mlp_dim: int = 32
    channels_mlp_dim: int = 128

    @nn.compact
    def __call__(self, inputs):
        x = nn.Conv(self.hidden_dim, (self.patches, self.patches), strides=(self.patches, self.patches), name="stem")(inputs)
        x = einops.rearrange(x, "n h w c -> n (h w) c")
        for _ in range(self.num_blocks):
            x = MixerBlock(self.tokens_mlp_dim, self.channels_mlp_dim)(x)
        x = nn.LayerNorm(name="pre_head_layer_norm")(x)
        x = jnp.mean(x, axis=1)
        return nn.Dense(self.num_classes, kernel_init=nn.initializers.zeros, name="head")(x)


model = MlpMixer()
x = jax.random.normal(jax.random.PRNGKey(1), (32, 32, 32, 3))
variables = model.init(jax.random.PRNGKey(0), jnp.ones((32, 32, 32, 3)))
out = model.apply(variables, x)
