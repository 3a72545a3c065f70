/** Signal and gradient of small networks, one cause each, against what PyTorch 2.13 gave: 5 seeds, N(0, 1) in and N(0, 1) back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { isNetwork } from '../../../src/core/network/graph';
import { locateIn, traceOf } from '../network/trace-of';

interface Network {
  readonly text: string;
  readonly steps: Readonly<Record<string, { rms: number; signal: number; gradient: number | null }>>;
}
const networks = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/networks.json'), 'utf8'),
) as Readonly<Record<string, Network>>;

/** Figures that depend on the size of an input that the code does not state: those are not given. */
const withoutSize = new Set(['the number of positions', 'attention weights', 'tokens have no gradient']);

const within = (got: number, measured: number, limit: number): boolean =>
  got === measured || (got / measured <= limit && measured / got <= limit);

describe('networks with one cause each', () => {
  for (const [name, { text, steps }] of Object.entries(networks)) {
    it(name, () => {
      const trace = traceOf(text);
      const found = new Map(
        trace.models
          .filter(isNetwork)
          .flatMap((model) => modelRecord(model, locateIn(trace)).steps)
          .flatMap((step) => (step.module === null ? [] : [[step.module, step] as const])),
      );
      const wrong: string[] = [];
      for (const [module, measured] of Object.entries(steps)) {
        const step = found.get(module);
        if (step === undefined) {
          wrong.push(`${module} is not there`);
          continue;
        }
        for (const figure of ['rms', 'signal', 'gradient'] as const) {
          const truth = measured[figure];
          const got = step[figure];
          if (truth === null || (figure === 'gradient' && truth === 0)) continue;
          const tiny = figure === 'signal' && truth < 1e-3 * measured.rms;
          const limit = figure === 'gradient' ? 1.6 : tiny ? 10 : 1.25;
          if (got === null) {
            const reason = /^not known from (.+?)(?:, line \d+)?$/.exec(step.unknown ?? '')?.[1] ?? '';
            if (!withoutSize.has(reason)) wrong.push(`${module}.${figure}: ${step.unknown ?? 'no reason'}`);
          } else if (!within(got, truth, limit)) wrong.push(`${module}.${figure}: ${got}, measured ${truth}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});

describe('what a figure is not known from', () => {
  const stepsOf = (text: string) => {
    const trace = traceOf(text);
    return trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
  };

  it('is named with its line, and a norm behind it starts anew', () => {
    const steps = stepsOf(`import torch
from torch import nn
from somewhere import selective_scan

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.norm, self.b = nn.Linear(64, 64), nn.LayerNorm(64), nn.Linear(64, 64, bias=False)

    def forward(self, x):
        return self.b(self.norm(selective_scan(self.a(x))))
`);
    const last = steps.find(({ module }) => module === 'b');
    expect(last?.rms).toBeCloseTo(Math.sqrt(1 / 3), 3);
    expect(last?.signal).toBeNull();
    expect(last?.unknown).toBe('not known from somewhere.selective_scan, line 11');
  });

  it('is nothing for a weight that is made by hand: it is a layer with a bias', () => {
    const steps = stepsOf(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w, self.b = nn.Parameter(torch.randn(256, 128) * 0.1), nn.Parameter(torch.zeros(128))
        self.act = nn.ReLU()

    def forward(self, x):
        return self.act(x @ self.w + self.b)
`);
    // Var(w)·fan_in is 0.01·256; ReLU halves the mean square.
    expect(steps.find(({ module }) => module === 'act')?.rms).toBeCloseTo(Math.sqrt(1.28), 6);
  });

  it('is given where the code states the size of the input', () => {
    const steps = stepsOf(`import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))
for m in net.modules():
    if isinstance(m, (nn.Linear, nn.Conv2d)):
        nn.init.kaiming_normal_(m.weight, nonlinearity='relu')
        nn.init.zeros_(m.bias)
net(torch.randn(8, 64, 16, 16))
`);
    const pooled = steps.find(({ module }) => module === '2');
    expect(pooled?.shape).toEqual([8, 64, 1, 1]);
    expect(pooled?.signal).toBeGreaterThan(0.04878 / 1.25);
    expect(pooled?.signal).toBeLessThan(0.04878 * 1.25);
    const first = steps.find(({ module }) => module === '0');
    expect(first?.gradient).toBeGreaterThan(0.001527 / 1.6);
    expect(first?.gradient).toBeLessThan(0.001527 * 1.6);
  });
});
