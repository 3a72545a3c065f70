import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { activationsReached, consumersOf, reachedFrom } from '../../../src/core/network/ways';
import type { LayerNode, Model } from '../../../src/core/network/graph';

function net(body: string): { readonly model: Model; readonly first: LayerNode } {
  const code = `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(8, 8), nn.Linear(8, 8)
        self.norm, self.drop = nn.LayerNorm(8), nn.Dropout(0.1)

    def forward(self, x):
        x = self.first(x)
${body.replace(/^/gm, '        ')}
`;
  const [model] = createLensService().update('file:///net.py', 1, code).models();
  const first = model?.nodes.find((node) => node.kind === 'layer');
  if (model === undefined || first?.kind !== 'layer') throw new Error('no model');
  return { model, first };
}
const kinds = (body: string) => {
  const { model, first } = net(body);
  return reachedFrom(model, first).map(({ target, between }) => [
    target.kind === 'activation' ? target.activation : target.kind,
    ...between.map(({ kind }) => kind),
  ]);
};

describe('what a layer’s output reaches', () => {
  it('are the activations and layers behind the operations in between, the nearest first', () => {
    expect(
      kinds('return torch.relu(self.drop(self.norm(x))) + torch.tanh(x) + self.second(self.norm(x))'),
    ).toEqual([['tanh'], ['layer', 'norm'], ['relu', 'norm', 'dropout']]);
  });

  it('is told by the shortest of several ways', () => {
    expect(kinds('return torch.relu(x + self.drop(self.norm(x)))')).toEqual([['relu', 'add']]);
  });

  it('is nothing behind the next layer or what cannot be followed', () => {
    const { model, first } = net('return torch.relu(self.second(unknown(x)) + self.second(x))');
    expect(activationsReached(model, first)).toEqual([]);
    expect(reachedFrom(model, first).map(({ target }) => target.kind)).toEqual(['layer']);
  });

  it('counts a node that takes it twice once', () => {
    const { model, first } = net('return torch.relu(x + x)');
    expect(consumersOf(model, first.index).map(({ kind }) => kind)).toEqual(['add']);
  });

  it('is found behind more steps than calls can be nested', () => {
    const { model, first } = net('return x');
    const base = { ...first, kind: 'dropout' as const, qualifiedName: 'torch.nn.Dropout' };
    const steps = Array.from({ length: 50_000 }, (_, at) => ({ ...base, index: at + 1, inputs: [at] }));
    const end = {
      ...base,
      kind: 'activation' as const,
      activation: 'relu',
      parameters: {},
      form: 'module' as const,
      inPlace: false,
    };
    const nodes = [{ ...first, index: 0, inputs: [] }, ...steps, { ...end, index: 50_001, inputs: [50_000] }];
    const [found] = activationsReached({ ...model, nodes }, { ...first, index: 0, inputs: [] });
    expect(found?.between.length).toBe(50_000);
  });
});
