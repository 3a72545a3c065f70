import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

/** Shapes by module path, or by the name of a step. */
function shapesIn(text: string): ReadonlyMap<string, readonly (number | string | null)[] | null> {
  const trace = traceOf(text);
  return new Map(
    trace.models
      .flatMap((model) => modelRecord(model, locateIn(trace)).steps)
      .map((step) => [step.module ?? step.name, step.shape]),
  );
}

const module = (made: string, forward: string, call: string): string => `import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${made}

    def forward(self, x):
        ${forward}

net = Net()
net(${call})
`;

describe('a shape that is put together from part of another', () => {
  const net = (rank: string, view: string): string => `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(512, 512)

    def forward(self, x):
        ${rank}
        y = self.q(x)
        ${view}
        return torch.relu(y)
`;
  const heads = (rank: string, view: string): readonly (number | string | null)[] | null | undefined =>
    shapesIn(net(rank, view)).get('relu');
  const known = 'b, t, _ = x.shape';

  it.each([
    ['y = y.view(*x.shape[:-1], 8, 64)', ['batch', 'time', 8, 64]],
    ['y = y.view(*x.size()[:-1], -1, 64)', ['batch', 'time', 8, 64]],
    ['y = y.view(x.size()[:-1] + (8, 64))', ['batch', 'time', 8, 64]],
    ['shape = (*x.shape[:-1], -1, 64); y = y.view(shape).transpose(1, 2)', ['batch', 8, 'time', 64]],
    ['batch, time = x.shape[:-1]; y = y.reshape(batch, 8, time, 64)', ['batch', 8, 'time', 64]],
    ['front = x.shape[:-1]; y = y.view(front[0], front[-1], 8, -1)', ['batch', 'time', 8, 64]],
    ['y = y.view(x.shape[0], *x.shape[1:])', ['batch', 'time', 512]],
    ['y = y.view(*x.shape[:-1], 8, 64); y = y.reshape(*x.shape[:-1], -1)', ['batch', 'time', 512]],
  ])('%s', (view, shape) => {
    expect(heads(known, view)).toEqual(shape);
  });

  it('has its last axes where not even the number of the others is known', () => {
    const text = (view: string) => {
      const trace = traceOf(net('', view));
      const steps = trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
      return steps.find(({ name }) => name === 'relu')?.shapeText;
    };
    expect(text('y = y.view(*x.shape[:-1], 8, 64)')).toBe('(…, 8, 64)');
    expect(text('y = y.view(x.size()[:-1] + (8, 64))')).toBe('(…, 8, 64)');
  });

  it('is not guessed where more than its last axes are taken', () => {
    expect(heads('', 'y = y.view(*x.shape[1:-1], 8, 64)')).toBeNull();
  });
});

describe('shapes as PyTorch has them', () => {
  it('of convolutions, poolings and what is flattened', () => {
    const shapes = shapesIn(`import torch
from torch import nn
net = nn.Sequential(
    nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.MaxPool2d(3, 2), nn.AvgPool2d(3, 2, ceil_mode=True),
    nn.ConvTranspose2d(64, 8, 4, stride=2, padding=1), nn.AdaptiveAvgPool2d((6, 5)), nn.Flatten(), nn.Linear(240, 10))
net(torch.randn(2, 3, 224, 224))
`);
    expect(shapes.get('0')).toEqual([2, 64, 55, 55]);
    expect(shapes.get('1')).toEqual([2, 64, 27, 27]);
    expect(shapes.get('2')).toEqual([2, 64, 13, 13]);
    expect(shapes.get('3')).toEqual([2, 8, 26, 26]);
    expect(shapes.get('4')).toEqual([2, 8, 6, 5]);
    expect(shapes.get('5')).toEqual([2, 240]);
    expect(shapes.get('6')).toEqual([2, 10]);
  });

  it('of what the code takes apart axis by axis, wherever it does', () => {
    const block = (forward: string): string => `import torch
import torch.nn as nn
from einops import rearrange

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm, self.query, self.key = nn.LayerNorm(64), nn.Linear(64, 64), nn.Linear(64, 64)

    def forward(self, x):
        x = self.norm(x)
        ${forward}
`;
    const heads = ['batch', 8, 'time', 8];
    expect(
      shapesIn(block('b, t, d = x.shape; return self.query(x).view(b, t, 8, -1).transpose(1, 2)')).get(
        'transpose',
      ),
    ).toEqual(heads);
    expect(
      shapesIn(block("return rearrange(self.query(x), 'b t (h d) -> b h t d', h=8)")).get('rearrange'),
    ).toEqual(heads);
    expect(shapesIn(block('return self.query(x).permute(0, 3, 1, 2)')).get('permute')).toEqual([
      'batch',
      64,
      'H',
      'W',
    ]);
    expect(
      shapesIn(block("return torch.einsum('bid,bjd->bij', self.query(x), self.key(x))")).get('einsum'),
    ).toEqual(['batch', 'time', 'time']);
    // One that may have any number of axes says nothing of how many there are.
    expect(
      shapesIn(block("return rearrange(self.query(x), '... (h d) -> ... h d', h=8)")).get('query'),
    ).toBeNull();
  });

  it('of attention by hand, with names for what is not stated', () => {
    const shapes = shapesIn(`import torch
from torch import nn

class Attention(nn.Module):
    def __init__(self, d=128, heads=4):
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(d, 3 * d), nn.Linear(d, d)

    def forward(self, x):
        b, n, d = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = torch.softmax(q @ k.transpose(-2, -1) * (d // self.heads) ** -0.5, dim=-1)
        return self.proj((a @ v).transpose(1, 2).reshape(b, n, d))
`);
    expect(shapes.get('qkv')).toEqual(['batch', 'time', 384]);
    expect(shapes.get('permute')).toEqual([3, 'batch', 4, 'time', 32]);
    expect(shapes.get('softmax')).toEqual(['batch', 4, 'time', 'time']);
    expect(shapes.get('reshape')).toEqual(['batch', 'time', 128]);
  });

  it('of parts and of what is put together', () => {
    const shapes = shapesIn(
      module(
        'self.a, self.b, self.c = nn.Linear(8, 12), nn.Linear(6, 6), nn.Linear(18, 1)',
        `u, v = self.a(x).chunk(2, dim=-1)
        w = self.b(u)
        y = torch.cat([u, v, w], dim=-1)
        z = torch.stack([u, v], dim=1)
        z = z.unsqueeze(-1).squeeze(-1)
        z = z[:, 0, 1:]
        return self.c(y).mean(dim=1, keepdim=True), z.flatten(1)`,
        'torch.randn(4, 7, 8)',
      ),
    );
    expect(shapes.get('b')).toEqual([4, 7, 6]);
    expect(shapes.get('cat')).toEqual([4, 7, 18]);
    expect(shapes.get('stack')).toEqual([4, 2, 7, 6]);
    expect(shapes.get('squeeze')).toEqual([4, 2, 7, 6]);
    expect(shapes.get('getitem')).toEqual([4, 6, 6]);
    expect(shapes.get('mean')).toEqual([4, 1, 1]);
    expect(shapes.get('flatten')).toEqual([4, 36]);
  });

  // The lengths that JAX 0.10, TensorFlow 2.21, Keras 3.15 and PyTorch 2.13 give.
  it.each([
    ['jnp.split(y, [3, 5], axis=-1)', [3, 2, 5]],
    ['jnp.split(y, 2, axis=-1)', [5, 5]],
    ['jnp.split(y, indices_or_sections=2, axis=-1)', [5, 5]],
    ['jnp.array_split(y, 3, axis=-1)', [4, 3, 3]],
    ['tf.split(y, [3, 7], axis=-1)', [3, 7]],
    ['tf.split(y, 2, axis=-1)', [5, 5]],
    ['keras.ops.split(y, [3, 5], axis=-1)', [3, 2, 5]],
    ['torch.split(y, 4, dim=-1)', [4, 4, 2]],
    ['torch.split(y, [3, 7], dim=-1)', [3, 7]],
    ['torch.tensor_split(y, (3, 5), dim=-1)', [3, 2, 5]],
    ['torch.tensor_split(y, 3, dim=-1)', [4, 3, 3]],
    ['y.chunk(3, dim=-1)', [4, 4, 2]],
  ])('of the pieces of %s', (split, lengths) => {
    const shapes = shapesIn(`import torch, jax, keras
import tensorflow as tf
import jax.numpy as jnp
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 10)
        self.parts = nn.ModuleList([${lengths.map((length) => `nn.Linear(${String(length)}, 1)`).join(', ')}])

    def forward(self, x):
        y = self.a(x)
        ${lengths.map((_, index) => `p${String(index)}`).join(', ')} = ${split}
        ${lengths.map((_, index) => `q${String(index)} = p${String(index)}.${['sin', 'cos', 'abs'][index] ?? ''}()`).join('; ')}
        return q0

Net()(torch.randn(4, 8))
`);
    const names = ['sin', 'cos', 'abs'].slice(0, lengths.length);
    expect(names.map((name) => shapes.get(name))).toEqual(lengths.map((length) => [4, length]));
  });

  it('of a function of Haiku, which its first call gives an example', () => {
    const shapes = shapesIn(`import haiku as hk, jax
import jax.numpy as jnp

def net(x):
    x = jax.nn.relu(hk.Linear(64)(x))
    return hk.Linear(1)(x)

f = hk.without_apply_rng(hk.transform(net))
params = f.init(jax.random.PRNGKey(0), jnp.ones((8, 256)))
`);
    expect(shapes.get('linear')).toEqual([8, 64]);
    expect(shapes.get('linear_1')).toEqual([8, 1]);
  });

  it('of recurrent layers', () => {
    const shapes = shapesIn(
      module(
        'self.lstm, self.out = nn.LSTM(16, 32, num_layers=2, bidirectional=True, batch_first=True), nn.Linear(64, 3)',
        'h, (last, cell) = self.lstm(x)\n        return self.out(h[:, -1])',
        'torch.randn(4, 9, 16)',
      ),
    );
    expect(shapes.get('lstm')).toEqual([4, 9, 64]);
    expect(shapes.get('getitem')).toEqual([4, 64]);
    expect(shapes.get('out')).toEqual([4, 3]);
  });

  it('says nothing where there is no rule', () => {
    const shapes = shapesIn(
      module(
        'self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 2)',
        'return self.b(torch.linalg.svd(self.a(x)))',
        'torch.randn(4, 8)',
      ),
    );
    expect(shapes.get('a')).toEqual([4, 8]);
    expect(shapes.get('b')).toBeNull();
  });

  it('takes no number of axes from one of several layers that are not called', () => {
    const text = (kinds: string, width: string): string => `from torch import nn

KINDS = {${kinds}}

class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.one = KINDS[kind](3, ${width}, 3)

    def forward(self, x):
        return self.one(x)
`;
    expect([...shapesIn(text('1: nn.Conv1d, 2: nn.Conv2d, 3: nn.Conv3d', '16')).values()]).toEqual([
      null,
      null,
      null,
    ]);
    expect(shapesIn(text("'a': nn.Conv2d, 'b': nn.ConvTranspose2d", '16')).get('Conv2d')).toEqual([
      'batch',
      16,
      'H-2',
      'W-2',
    ]);
  });
});
