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

describe('a configuration that nothing stands in for', () => {
  const gpt = `
from torch import nn

class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.up = nn.Linear(config.n_embd, 4 * config.n_embd)
        self.act = nn.GELU()
        self.down = nn.Linear(4 * config.n_embd, config.n_embd)

    def forward(self, x):
        return x + self.down(self.act(self.up(x)))

class GPT(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.name = config.name
        self.blocks = nn.ModuleList([Block(config) for _ in range(config.n_layer)])

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x
`;

  it('is asked for by what is read from it, and makes the network as deep and wide as it says', () => {
    const { document } = documentOf(gpt);
    const model = document.models().find(({ name }) => name === 'GPT');
    if (model === undefined) throw new Error('no model');
    const open = document.openArguments(model);
    expect(open).toEqual(['config.n_embd', 'config.name', 'config.n_layer']);
    expect([...usualArguments(open)]).toEqual([
      ['config.n_embd', 512],
      ['config.n_layer', 6],
    ]);
    const given = document.modelWith(model, usualArguments(open));
    expect(linears(given)).toBe(12);
    expect(signalOf(given).stops).toEqual({ forward: [], backward: [] });
  });

  it('is left alone where one with defaults stands in', () => {
    const { document } = documentOf(
      `from dataclasses import dataclass\n@dataclass\nclass Config:\n    n_embd: int = 64\n    n_layer: int = 2\n    name: str = 'gpt'\n${gpt.replace('class GPT(nn.Module):\n    def __init__(self, config)', 'class GPT(nn.Module):\n    def __init__(self, config: Config)')}`,
    );
    const model = document.models().find(({ name }) => name === 'GPT');
    expect(model && document.openArguments(model)).toEqual([]);
  });

  it('is asked for by the numbers of the data class that it is said to be', () => {
    const { document, model } = documentOf(`
from dataclasses import dataclass
from torch import nn

@dataclass
class Dimensions:
    n_mels: int
    n_audio_state: int
    n_audio_layer: int
    name: str

class Encoder(nn.Module):
    def __init__(self, dims: Dimensions):
        super().__init__()
        self.dims = dims
        self.first = nn.Linear(self.dims.n_mels, self.dims.n_audio_state)
        self.layers = nn.ModuleList([nn.Linear(dims.n_audio_state, dims.n_audio_state) for _ in range(dims.n_audio_layer)])

    def forward(self, x):
        x = self.first(x)
        for layer in self.layers:
            x = nn.functional.gelu(layer(x))
        return x
`);
    const open = document.openArguments(model);
    expect(open).toEqual(['dims.n_mels', 'dims.n_audio_state', 'dims.n_audio_layer']);
    const given = document.modelWith(model, usualArguments(open));
    expect(linears(given)).toBe(7);
    expect(signalOf(given).stops).toEqual({ forward: [], backward: [] });
  });
});
