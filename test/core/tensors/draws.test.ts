/** Deep networks whose size depends on the draw of the weights: twenty draws of GELU under He initialisation differ by a factor of 3 at layer 20. */
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../../src/core/tensors/report';
import { signalOf } from '../../../src/core/tensors';
import { locateIn, traceOf } from '../network/trace-of';

const mlp = (activation: string, depth: number, start: string, norm = '') => `import torch
import torch.nn as nn

layers = []
for _ in range(${depth}):
    layers += [nn.Linear(256, 256), ${norm}${activation}]
net = nn.Sequential(*layers)
for layer in net:
    if isinstance(layer, nn.Linear):
        ${start}
net(torch.randn(256, 256))
`;
const he = "nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')";
const xavier = 'nn.init.xavier_uniform_(layer.weight)';

function stepsOf(program: string) {
  const trace = traceOf(program);
  const [model] = trace.models;
  if (model === undefined) throw new Error('no model');
  return { model, steps: modelRecord(model, locateIn(trace)).steps };
}

describe('a size that differs from draw to draw', () => {
  it('is not given for deep GELU under He initialisation, and the reason is', () => {
    const { model, steps } = stepsOf(mlp('nn.GELU()', 20, he));
    expect(steps[3]?.rms).toBeGreaterThan(0.5);
    const last = steps.at(-1);
    expect([last?.rms, last?.signal]).toEqual([null, null]);
    expect(JSON.stringify(last?.unknown)).toContain('draw to draw');
    // What is drawn begins anew there, and says so.
    expect(signalOf(model).stops.forward[0]?.reason).toContain('draw to draw');
  });

  it.each([
    ['ReLU keeps proportions', mlp('nn.ReLU()', 50, he)],
    ['Xavier falls steadily', mlp('nn.GELU()', 20, xavier)],
    ['a norm sets every layer right', mlp('nn.GELU()', 20, he, 'nn.LayerNorm(256), ')],
    ['few layers are not off by much', mlp('nn.GELU()', 6, he)],
  ])('is given where %s', (_, program) => {
    for (const { rms, unknown } of stepsOf(program).steps) {
      expect(unknown).toBeNull();
      expect(rms).toBeGreaterThan(0);
    }
  });
});
