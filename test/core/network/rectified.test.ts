/** ReLU under other names is an activation where a layer or a norm stands before it, and arithmetic elsewhere. */
import { describe, expect, it } from 'vitest';
import { traceOf } from './trace-of';

const activationsIn = (use: string) =>
  traceOf(`import jax
import jax.numpy as jnp
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        ${use}
`)
    .models.flatMap(({ nodes }) => nodes)
    .flatMap((node) => (node.kind === 'activation' ? [node.activation] : []));

describe('what cuts off below zero', () => {
  it.each([
    'return self.a(x).clamp(min=0)',
    'return self.a(x).clamp(0)',
    'return torch.clamp(self.a(x), min=0.0, max=None)',
    'return torch.clip(self.norm(self.a(x)), 0)',
    'return torch.maximum(self.a(x), torch.zeros(8))',
    'h = self.a(x)\n        return torch.max(torch.zeros_like(h), h)',
  ])('is a ReLU: %s', (use) => {
    expect(activationsIn(use)).toEqual(['relu']);
  });

  it('is one in JAX written by hand, too', () => {
    const { models } = traceOf(`import jax
import jax.numpy as jnp

w, b = 0.1 * jax.random.normal(jax.random.PRNGKey(0), (8, 4)), jnp.zeros(4)

def net(x):
    return jnp.maximum(0, jnp.dot(x, w) + b)

net(jnp.ones((2, 8)))
`);
    const kinds = models.flatMap(({ nodes }) => nodes).map((node) => node.kind);
    expect(kinds).toContain('activation');
  });

  it.each([
    ['a ceiling, too', 'return self.a(x).clamp(min=0, max=1)'],
    ['another floor', 'return self.a(x).clamp(min=1e-6)'],
    ['a ceiling only', 'return torch.clamp(self.a(x), max=0)'],
    ['the largest along an axis', 'return torch.max(self.a(x), 0)'],
    ['a length', 'y = self.a(x)\n        return (y[:, 1] - y[:, 0]).clamp(min=0)'],
  ])('is none with %s', (_, use) => {
    expect(activationsIn(use)).toEqual([]);
  });
});
