import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

describe('Ninjax: what feeds what', () => {
  it('follows parts and weights that are made by name', () => {
    const text = `import jax
import jax.numpy as jnp
import ninjax as nj
class Linear(nj.Module):
    bias: bool = True
    def __init__(self, units):
        self.units = units
    def __call__(self, x):
        x = x @ self.value('kernel', jax.nn.initializers.lecun_normal(), (8, self.units)).astype(x.dtype)  #: kernel
        if self.bias:
            x += self.value('bias', jnp.zeros, self.units)
        return x
class Head(nj.Module):
    units: int = 4
    def __call__(self, x):
        x = jax.nn.silu(self.sub('hidden', Linear, self.units)(x))  #: silu
        return jnp.tanh(self.sub('mean', Linear, 1)(x))  #: tanh
`;
    // A linear layer alone reaches none.
    expect(pairsOf(text)).toEqual(['kernel >', 'kernel > silu', 'kernel > tanh']);
  });
});
