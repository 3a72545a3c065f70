/** A class that nothing in view makes, with arguments that somebody gives it. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { usualArguments } from '../../../src/core/signal/usual-arguments';
import { signalOf } from '../../../src/core/tensors';

const stack = `
from torch import nn

class Stack(nn.Module):
    def __init__(self, dim, depth, *, out_dim, act='relu', **other):
        super().__init__()
        self.layers = nn.Sequential(*[m for _ in range(depth) for m in (nn.Linear(dim, dim), nn.ReLU())])
        self.head = nn.Linear(dim, out_dim)

    def forward(self, x):
        return self.head(self.layers(x))
`;

function documentOf(text: string) {
  const document = createLensService().update('file:///model.py', 1, text);
  const [model] = document.models();
  if (model === undefined) throw new Error('no model');
  return { document, model };
}
const linears = ({ nodes }: { readonly nodes: readonly { readonly kind: string }[] }) =>
  nodes.filter(({ kind }) => kind === 'layer').length;

describe('arguments that the code gives nowhere', () => {
  it('are those that the constructor wants', () => {
    const { document, model } = documentOf(stack);
    expect(document.openArguments(model)).toEqual(['dim', 'depth', 'out_dim']);
  });

  it('make the network as deep and as wide as they say, with its figures', () => {
    const { document, model } = documentOf(stack);
    const given = document.modelWith(
      model,
      new Map([
        ['dim', 64],
        ['depth', 5],
        ['out_dim', 3],
      ]),
    );
    expect(linears(given)).toBe(6);
    expect(signalOf(given).stops).toEqual({ forward: [], backward: [] });
    expect(signalOf(model).stops.forward).not.toEqual([]);
    expect(document.rangeOf(given.place)).toEqual(document.rangeOf(model.place));
  });

  it('give the same network for the same arguments, and the traced one for none', () => {
    const { document, model } = documentOf(stack);
    const given = new Map([['dim', 64]]);
    expect(document.modelWith(model, given)).toBe(document.modelWith(model, new Map(given)));
    expect(document.modelWith(model, new Map())).toBe(model);
    expect(document.modelWith(model, new Map([['act', 1]]))).toBe(model);
  });

  it('are none where the code makes one', () => {
    const { document, model } = documentOf(`${stack}\nnet = Stack(64, 3, out_dim=2)\n`);
    expect(document.openArguments(model)).toEqual([]);
  });

  it('are fields without a value in Flax', () => {
    const { document, model } = documentOf(`
import flax.linen as nn

class MLP(nn.Module):
    features: int
    out_dim: int
    rate: float = 0.1

    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(self.features)(x))
        return nn.Dense(self.out_dim)(x)
`);
    expect(document.openArguments(model)).toEqual(['features', 'out_dim']);
    const given = document.modelWith(model, usualArguments(document.openArguments(model)));
    expect(given.nodes.flatMap(({ arguments: own }) => own['features'] ?? [])).toEqual([512, 10]);
  });
});

describe('usual arguments', () => {
  it('are known by the names that people give them', () => {
    expect([...usualArguments(['d_model', 'numHeads', 'num_heads', 'constructor', 'image_size'])]).toEqual([
      ['d_model', 512],
      ['num_heads', 8],
      ['image_size', 224],
    ]);
  });
});
