/** Tensors of which the size is known whatever came in, while what differs between inputs or positions is not. */
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../src/core/tensors/pass';
import { modelOf } from '../network/trace-of';

function figures(text: string) {
  const model = modelOf(text);
  return new Map(
    model.nodes.map((node) => [
      node.kind === 'layer' || node.kind === 'norm' ? (node.path ?? '') : (node.call?.name ?? node.kind),
      figuresOf(model, node.index),
    ]),
  );
}

describe('sines beside cosines of times that nobody knows', () => {
  const embedded = figures(`
import math
import torch
from torch import nn

class Embedding(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.width = width
        self.first = nn.Linear(width, 256)
        self.second = nn.Linear(256, 256)

    def forward(self, t):
        half = self.width // 2
        angles = torch.exp(-math.log(10000) * torch.arange(start=0, end=half) / half)
        angles = t[:, None].float() * angles[None, :]
        waves = torch.cat([torch.sin(angles), torch.cos(angles)], dim=-1)
        waves = torch.cat([waves[:, half:], waves[:, :half]], dim=-1)
        return self.second(nn.functional.silu(self.first(waves)))
`);

  it('are as large as sin² + cos² = 1 says, and so is the layer behind them', () => {
    expect(embedded.get('cat')?.rms).toBeCloseTo(Math.SQRT1_2, 12);
    // Kernels of U(±1/√64) and biases alike.
    expect(embedded.get('first')?.rms).toBeCloseTo(Math.sqrt(1 / 3 / 2 + 1 / 3 / 64), 12);
    expect(embedded.get('second')?.rms).toBeGreaterThan(0);
  });

  it('say nothing of how much of them differs', () => {
    for (const step of ['cat', 'first', 'second']) expect(embedded.get(step)?.signal, step).toBeUndefined();
  });
});

describe('attention to tokens of which only the size is known', () => {
  const head = `
import torch
from torch import nn
from elsewhere import tokens_of

class Net(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.q, self.k, self.v = nn.Linear(width, width), nn.Linear(width, width), nn.Linear(width, width)
        self.out = nn.Linear(width, width)

    def forward(self, x):
        x = self.norm(tokens_of(x).view(-1, 100, 64))
`;
  const ways: Readonly<Record<string, string>> = {
    'in one function': 'nn.functional.scaled_dot_product_attention(self.q(x), self.k(x), self.v(x))',
    'step by step': '(self.q(x) @ self.k(x).transpose(1, 2) / 8).softmax(-1) @ self.v(x)',
  };

  it.each(Object.keys(ways))('is not told as if all tokens were the same one, %s', (way) => {
    const found = figures(`${head}        return self.out(${ways[way] ?? ''})\n`);
    expect(found.get('norm')?.rms).toBeCloseTo(1, 2);
    expect(found.get('v')?.rms).toBeGreaterThan(0.5);
    expect(found.get('out')?.rms).toBeUndefined();
  });
});

it('a function that newer versions have is there', () => {
  const steps = modelOf(`
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(64, 192)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        if hasattr(F, "scaled_dot_product_attention"):
            return F.scaled_dot_product_attention(q, k, v)
        return (q @ k.transpose(-2, -1)).softmax(-1) @ v
`).nodes.map(({ call, kind }) => call?.name || kind);
  expect(steps).not.toContain('softmax');
  expect(steps).toContain('scaled_dot_product_attention');
});

it('a mask that may be left out is left out, and all positions are seen', () => {
  const text = `
import torch
from torch import nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(64, 192)
        self.out = nn.Linear(64, 64)

    def forward(self, x, attn_mask=None):
        q, k, v = self.qkv(x.view(-1, 50, 64)).chunk(3, dim=-1)
        return self.out(F.scaled_dot_product_attention(q, k, v, attn_mask=attn_mask))
`;
  const [left, given] = [text, text.replace('attn_mask=None', 'attn_mask')].map(figures);
  // PyTorch 2.13, mean square of 20 seeds: 0.0994.
  expect((left?.get('out')?.rms ?? 0) / 0.0994).toBeCloseTo(1, 1);
  expect(given?.get('out')?.rms).toBeUndefined();
});
