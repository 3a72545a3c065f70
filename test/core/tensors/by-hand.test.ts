/** An activation that is written out passes on what the framework's own does. */
import { expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const net = (activation: string): string => `
import math
import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(64, 64)
        self.second = nn.Linear(64, 64)

    def forward(self, x):
        x = self.first(x)
        x = ${activation}
        return self.second(x)
`;

function figuresOf(activation: string) {
  const trace = traceOf(net(activation));
  const steps = trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
  const step = (name: string) => steps.find(({ module }) => module === name);
  return { second: step('second'), gradient: step('first')?.gradient ?? NaN };
}

it.each([
  [
    '0.5 * x * (1.0 + torch.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * torch.pow(x, 3.0))))',
    'F.gelu(x)',
  ],
  ['x * 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0)))', 'F.gelu(x)'],
  ['x.mul(0.5).mul(torch.erf(x / 1.4142135).add(1))', 'F.gelu(x)'],
  ['x * torch.sigmoid(1.702 * x)', 'F.gelu(x)'],
  ['x * torch.sigmoid(x)', 'F.silu(x)'],
  ['x * torch.tanh(F.softplus(x))', 'F.mish(x)'],
  ['x * F.relu6(x + 3) / 6', 'F.hardswish(x)'],
])('%s is %s', (written, named) => {
  const [one, other] = [figuresOf(written), figuresOf(named)];
  for (const figure of ['rms', 'signal'] as const)
    expect((one.second?.[figure] ?? NaN) / (other.second?.[figure] ?? NaN), figure).toBeCloseTo(1, 1);
  // Its parts send back on their own what the whole sends back together.
  expect(one.gradient / other.gradient).toBeGreaterThan(0.9);
  expect(one.gradient / other.gradient).toBeLessThan(1.1);
});
