/** Stochastic depth as libraries write it: what training makes of a branch. */
import { expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const net = (rate: number) => `import torch
from torch import nn


def drop_path(x, drop_prob, training):
    if drop_prob == 0.0 or not training:
        return x
    keep = 1 - drop_prob
    noise = x.new_empty((x.shape[0],) + (1,) * (x.ndim - 1)) if False else torch.empty(x.shape[0], 1)
    noise = noise.bernoulli_(keep)
    noise.div_(keep)
    return x * noise


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.c = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 64)

    def forward(self, x):
        x = self.a(x)
        x = x + drop_path(self.b(x), ${rate}, self.training)
        return self.c(x)

Net()(torch.randn(8, 64))
`;
const figures = (rate: number) => {
  const trace = traceOf(net(rate));
  const steps = trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
  return new Map(steps.map((step) => [step.module ?? step.name, step]));
};

it('divides the mean square of a branch by the share that is kept, forward and backward', () => {
  const [without, half] = [figures(0), figures(0.5)];
  // b gives 1/3 · (1/3 + 1/192) + 1/192; the sum has a's 1/3 + 1/192 beside it.
  const stream = 1 / 3 + 1 / 192;
  const branch = stream / 3 + 1 / 192;
  expect((without.get('+')?.rms ?? NaN) ** 2).toBeCloseTo(stream + branch, 6);
  expect((half.get('+')?.rms ?? NaN) ** 2).toBeCloseTo(stream + 2 * branch, 6);
  // c sends 1/3 back; through b comes a third of it, twice as much where every other sample is dropped.
  expect((without.get('b')?.gradient ?? NaN) ** 2).toBeCloseTo(1 / 3, 6);
  expect((half.get('b')?.gradient ?? NaN) ** 2).toBeCloseTo(2 / 3, 6);
  expect((half.get('a')?.gradient ?? NaN) ** 2).toBeCloseTo(1 / 3 + 2 / 9, 6);
  expect(half.get('c')?.shape).toEqual([8, 64]);
});

const withTimm = (rate: number) => `
import torch
from torch import nn
from timm.layers import DropPath

class Block(nn.Module):
    def __init__(self, dim, drop_path=0.):
        super().__init__()
        self.fc = nn.Linear(dim, dim)
        self.drop_path = DropPath(drop_path) if drop_path > 0. else nn.Identity()

    def forward(self, x):
        return x + self.drop_path(torch.relu(self.fc(x)))

class Net(nn.Module):
    def __init__(self, dim=64, depth=4, rate=${rate}):
        super().__init__()
        rates = [x.item() for x in torch.linspace(0, rate, depth)]
        self.blocks = nn.ModuleList([Block(dim, rates[i]) for i in range(depth)])
        self.head = nn.Linear(dim, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)

Net()(torch.randn(512, 64))
`;
const sumsOf = (rate: number) => {
  const trace = traceOf(withTimm(rate));
  const steps = trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
  return steps.filter(({ name }) => name === '+');
};

it('follows rates that rise from block to block, through timm’s DropPath, as PyTorch measures it', () => {
  // PyTorch 2.13 and timm 1.0, mean of 10 seeds: RMS, signal and gradient behind each block.
  const measured = [
    [1.081, 1.054, 0.2967],
    [1.221, 1.118, 0.2735],
    [1.443, 1.208, 0.2503],
    [1.754, 1.324, 0.2278],
  ];
  const sums = sumsOf(0.2);
  expect(sums).toHaveLength(measured.length);
  for (const [index, { rms, signal, gradient }] of sums.entries())
    for (const [place, figure] of [rms, signal, gradient].entries())
      expect((figure ?? NaN) / (measured[index]?.[place] ?? NaN), `block ${index}`).toBeCloseTo(1, 1);
});

it('has no step for it where the rates are 0', () => {
  const trace = traceOf(withTimm(0));
  expect(trace.models.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === 'dropout'))).toEqual([]);
  expect(sumsOf(0).every(({ unknown }) => unknown === null)).toBe(true);
});
