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
});
