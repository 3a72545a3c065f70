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
