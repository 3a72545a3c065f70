import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const net = (lines: string) => {
  const trace = traceOf(`import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(256, 256)
        self.b = nn.Linear(256, 10)
    def forward(self, x):
        y = self.a(x)
        ${lines}
        return self.b(z)
Net()(torch.randn(4, 256))
`);
  const [model] = trace.models;
  if (model === undefined) throw new Error('There is no model.');
  return new Map(modelRecord(model, locateIn(trace)).steps.map((step) => [step.module ?? step.name, step]));
};

describe('an exponential', () => {
  it('of small values has the figures that PyTorch 2.13 measures', () => {
    const exp = net('z = torch.exp(y)').get('exp');
    expect(exp?.rms).toBeCloseTo(1.395, 1);
    expect(exp?.signal).toBeCloseTo(0.742, 1);
  });

  it('of large ones has none, for a run hardly meets the values that they hang on', () => {
    // Five models of PyTorch measured 251, 156, 207, 178 and 305.
    const steps = net('z = 1 + torch.exp(4 * y)');
    for (const name of ['exp', '+', 'b']) expect(steps.get(name)).toMatchObject({ rms: null, signal: null });
    expect(steps.get('exp')?.unknown).toContain('an exponential of large values');
    expect(steps.get('a')?.gradient).toBeNull();
  });

  it('added to another function of the same values has none either', () => {
    expect(net('z = torch.exp(y) + torch.exp(4 * y)').get('b')).toMatchObject({ rms: null, signal: null });
  });

  it('of large ones behind a logarithm is known again', () => {
    // Measured with PyTorch 2.13 over 4,000 inputs: 0.416 and 0.325.
    const steps = net('z = torch.log1p(torch.exp(6 * y)) / 6');
    expect(steps.get('exp')).toMatchObject({ rms: null });
    expect(steps.get('/')?.rms).toBeCloseTo(0.416, 2);
    expect(steps.get('/')?.signal).toBeCloseTo(0.325, 2);
    expect(steps.get('a')?.gradient).toBeGreaterThan(0);
  });
});
