import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

describe('Equinox: what feeds what', () => {
  it('goes through norms of the package that they stood in at first', () => {
    const text = `import equinox as eqx
import equinox.experimental as eqex
import equinox.nn as nn
import jax.nn as jnn
class Block(eqx.Module):
    conv: nn.Conv2d
    bn: eqx.Module
    def __init__(self, norm_layer=None, key=None):
        if norm_layer is None:
            norm_layer = eqex.BatchNorm
        self.conv = nn.Conv2d(3, 8, kernel_size=3, key=key)  #: conv
        self.bn = norm_layer(8, axis_name="batch")
    def __call__(self, x):
        return jnn.relu(self.bn(self.conv(x)))  #: relu
`;
    expect(pairsOf(text)).toEqual(['conv > relu']);
  });

  it('takes a product with the weight of a layer for that layer', () => {
    const text = `import equinox as eqx
import equinox.nn as nn
import jax
import jax.numpy as jnp
def attend(x, qkv_weight, qkv_bias):
    qkv = jnp.matmul(x, jnp.transpose(qkv_weight)) + qkv_bias
    q, k, v = jnp.split(qkv, 3, axis=-1)
    return jax.nn.softmax(q @ jnp.transpose(k)) @ v  #: softmax
class Attention(eqx.Module):
    embed: nn.Linear
    qkv: nn.Linear
    proj: nn.Linear
    def __init__(self, key=None):
        self.embed = nn.Linear(8, 16, key=key)  #: embed
        self.qkv = nn.Linear(16, 48, key=key)  #: qkv
        self.proj = nn.Linear(16, 8, key=key)  #: proj
    def __call__(self, x):
        x = attend(self.embed(x), self.qkv.weight, self.qkv.bias)
        return jnp.tanh(x @ self.proj.weight.T)  #: tanh
`;
    expect(pairsOf(text)).toEqual(['embed >', 'proj > tanh', 'qkv > softmax']);
  });
});
