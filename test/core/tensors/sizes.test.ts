/** Lengths that the code leaves open: which figures hang on them, what they usually are, and what PyTorch has for them. */
import { describe, expect, it } from 'vitest';
import { figuresOf, signalOf } from '../../../src/core/tensors/pass';
import { fits, openSizes, sizedModel, usualSizes } from '../../../src/core/tensors/sizes';
import type { Model } from '../../../src/core/network/graph';
import { traceOf } from '../network/trace-of';

const pooled = `
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1), nn.ReLU()
        )
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.pool(self.features(x)).flatten(1))
`;

/** PyTorch 2.13, batches of 16 pictures of N(0, 1), mean of 3 seeds: signal and gradient behind each layer. */
const measured: Readonly<
  Record<number, Readonly<Record<string, readonly [signal: number, gradient: number]>>>
> = {
  16: {
    'features.0': [0.557, 9.62e-4],
    'features.3': [0.198, 2.64e-3],
    head: [8.63e-3, 1.03],
  },
  64: {
    'features.0': [0.573, 6.36e-5],
    'features.3': [0.216, 1.68e-4],
    head: [2.52e-3, 1.06],
  },
};

function modelOf(code: string): Model {
  const [model] = traceOf(code).models;
  if (model === undefined) throw new Error('no model');
  return model;
}
const sized = (model: Model, length: number): Model =>
  sizedModel(model, new Map(openSizes(model).map((name) => [name, length])));
const layer = (model: Model, path: string): number =>
  model.nodes.findIndex((node) => node.kind === 'layer' && node.path === path);

describe('lengths that the code leaves open', () => {
  const model = modelOf(pooled);

  it.each([16, 64])('give what PyTorch has for pictures of %i pixels', (side) => {
    for (const [path, [signal, gradient]] of Object.entries(measured[side] ?? {})) {
      const figures = figuresOf(sized(model, side), layer(model, path));
      expect((figures.signal ?? NaN) / signal, path).toBeGreaterThan(1 / 1.15);
      expect((figures.signal ?? NaN) / signal, path).toBeLessThan(1.15);
      expect((figures.gradient ?? NaN) / gradient, path).toBeGreaterThan(1 / 1.15);
      expect((figures.gradient ?? NaN) / gradient, path).toBeLessThan(1.15);
    }
  });

  it('change no figure that does not hang on them', () => {
    const first = layer(model, 'features.0');
    const { signal, gradient } = figuresOf(model, first);
    expect(gradient).toBeUndefined();
    for (const side of [16, 64]) {
      expect(figuresOf(sized(model, side), first).signal).toBe(signal);
      expect(signalOf(sized(model, side)).signal(first)).toEqual({ value: signal, stretch: 0 });
    }
  });

  it('leave no stop behind', () => {
    expect(signalOf(model).stops.backward).not.toEqual([]);
    expect(signalOf(sized(model, 64)).stops).toEqual({ forward: [], backward: [] });
  });

  it('are asked for only where a figure hangs on them', () => {
    expect(openSizes(model)).toEqual(['H', 'W']);
    const plain = modelOf(pooled.replace('self.pool(self.features(x)).flatten(1)', 'self.features(x)'));
    expect(openSizes(plain)).toEqual([]);
    expect(sized(plain, 64)).toBe(plain);
  });

  it('are a photograph’s, where every size fits', () => {
    expect([...usualSizes(model)]).toEqual([
      ['H', 224],
      ['W', 224],
    ]);
  });

  it('are the first with which the layers fit together', () => {
    const flattened = modelOf(
      pooled
        .replace('nn.Linear(64, 10)', 'nn.Linear(64 * 16 * 16 + 64, 10)')
        .replace('import nn', 'import nn\nimport torch')
        .replace(
          'self.pool(self.features(x)).flatten(1)',
          'torch.cat([self.features(x).flatten(1), self.pool(self.features(x)).flatten(1)], 1)',
        ),
    );
    expect([...usualSizes(flattened)]).toEqual([
      ['H', 32],
      ['W', 32],
    ]);
  });

  it('are those of a picture that einops cuts into patches beside a token of the class', () => {
    const patches = modelOf(`
import torch
from torch import nn
from einops import repeat
from einops.layers.torch import Rearrange

class ViT(nn.Module):
    def __init__(self, dim=64):
        super().__init__()
        self.patches = nn.Sequential(
            Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=8, p2=8), nn.LayerNorm(192), nn.Linear(192, dim)
        )
        self.token = nn.Parameter(torch.randn(1, dim))
        self.places = nn.Parameter(torch.randn(17, dim))
        self.mix = nn.MultiheadAttention(dim, 4, batch_first=True)
        self.head = nn.Linear(dim, 10)

    def forward(self, img):
        x = self.patches(img)
        x = torch.cat((repeat(self.token, '... d -> b ... d', b=img.shape[0]), x), dim=1)
        x = x + self.places
        x, _ = self.mix(x, x, x)
        return self.head(x.mean(1))
`);
    // 16 patches of 8 pixels beside the token: 32 on a side.
    expect([...usualSizes(patches)]).toEqual([
      ['C', 3],
      ['H', 32],
      ['W', 32],
    ]);
  });

  it('are not taken where a layer would get another width', () => {
    const flattened = modelOf(
      pooled
        .replace('nn.Linear(64, 10)', 'nn.Linear(64 * 16 * 16, 10)')
        .replace(
          'self.pool(self.features(x)).flatten(1)',
          '(self.features(x) * self.pool(self.features(x))).flatten(1)',
        ),
    );
    const of = (side: number) =>
      new Map([
        ['H', side],
        ['W', side],
      ]);
    expect(fits(flattened, of(32))).toBe(true);
    expect(fits(flattened, of(64))).toBe(false);
    expect(sizedModel(flattened, of(64))).toBe(flattened);
  });

  it('are as many as a table of positions has rows', () => {
    const tokens = modelOf(`
import torch
from torch import nn

class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(1000, 64)
        self.places = nn.Embedding(48, 64)
        self.mix = nn.MultiheadAttention(64, 4, batch_first=True)
        self.head = nn.Linear(64, 2)

    def forward(self, x):
        B, T = x.shape
        h = self.tokens(x) + self.places(torch.arange(T))
        h, _ = self.mix(h, h, h)
        return self.head(h.mean(1))
`);
    expect([...usualSizes(tokens)]).toEqual([['time', 48]]);
  });

  it('have a name where only the attention behind the embedding says how many axes there are', () => {
    const tokens = modelOf(`
import torch
from torch import nn

class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.qkv(x).split(C, dim=2)
        return nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)

class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(1000, 64)
        self.norm = nn.LayerNorm(64)
        self.mix = Attention(64)
        self.head = nn.Linear(64, 2)

    def forward(self, x):
        h = self.tokens(x) * 8
        return self.head(h + self.mix(self.norm(h)))
`);
    expect(openSizes(tokens)).toEqual(['time']);
  });
});
