/** Means over tensors whose parts have more in common than two positions do: their figures are not given. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

function outOf(
  forward: string,
  shape: string,
): { readonly rms: number | null; readonly unknown: string | null } {
  const trace = traceOf(`import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 64)
        self.pairs = nn.Linear(128, 64)
        self.out = nn.Linear(64, 8)

    def forward(self, x):
${forward
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
        return self.out(h)

net = Net()
net(torch.randn(${shape}))
`);
  const steps = trace.models.filter(isNetwork).flatMap((model) => modelRecord(model, locateIn(trace)).steps);
  const last = steps.find(({ module }) => module === 'out');
  return { rms: last?.rms ?? null, unknown: last?.unknown ?? null };
}

describe('a mean over', () => {
  it('pairs of positions leaves more of those that share one: 4.3 times as much as of others, PyTorch says', () => {
    const { rms, unknown } = outOf(
      `u = self.a(x)
n = u.size(1)
p = torch.cat([u.unsqueeze(1).expand(-1, n, -1, -1), u.unsqueeze(2).expand(-1, -1, n, -1)], dim=-1)
h = F.relu(self.pairs(p)).mean(dim=(1, 2))`,
      '16, 24, 64',
    );
    expect(rms).toBeNull();
    expect(unknown).toContain('pairs of positions');
  });

  it('a tensor and itself changed is not one over independent parts', () => {
    const { rms, unknown } = outOf('h = torch.stack([x, x + self.a(x)], dim=1).mean(1)', '64, 64');
    expect(rms).toBeNull();
    expect(unknown).toContain('parts that depend on each other');
  });

  it('two branches with weights of their own is one', () => {
    const { rms } = outOf('h = torch.stack([self.a(x), self.b(x)], dim=1).mean(1)', '64, 64');
    // A layer by default gives 1/3 of the mean square and adds 1/(3·64); a mean of two halves that.
    const inside = (1 / 3 + 1 / 192) / 2;
    expect(rms).toBeCloseTo(Math.sqrt(inside / 3 + 1 / 192), 3);
  });
});
