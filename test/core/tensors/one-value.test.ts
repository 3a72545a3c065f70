/** What `trace --signal` prints and what the Signal tab draws of one step is one number, or neither has it. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { figuresOf, signalOf } from '../../../src/core/tensors/pass';
import { traceOf } from '../network/trace-of';

/** Nobody says how long its sequences are; its tokens start far smaller than what attention adds to the first ones. */
const gpt = `
import torch
import torch.nn as nn
import torch.nn.functional as F

class Attention(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.qkv = nn.Linear(d, 3 * d)
        self.proj = nn.Linear(d, d)
        self.h = h

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).chunk(3, -1)
        q, k, v = [t.view(B, T, self.h, C // self.h).transpose(1, 2) for t in (q, k, v)]
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.proj(y.transpose(1, 2).reshape(B, T, C))

class Block(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.ln1 = nn.LayerNorm(d)
        self.attn = Attention(d, h)
        self.ln2 = nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 4 * d), nn.GELU(), nn.Linear(4 * d, d))

    def forward(self, x):
        x = x + self.attn(self.ln1(x))
        return x + self.mlp(self.ln2(x))

class GPT(nn.Module):
    def __init__(self, d=128):
        super().__init__()
        self.wte = nn.Embedding(1000, d)
        self.blocks = nn.ModuleList([Block(d, 4) for _ in range(4)])
        self.ln_f = nn.LayerNorm(d)
        self.head = nn.Linear(d, 1000, bias=False)
        nn.init.normal_(self.wte.weight, std=0.02)

    def forward(self, idx):
        x = self.wte(idx)
        for block in self.blocks:
            x = block(x)
        return self.head(self.ln_f(x))

net = GPT()
`;

describe('a GPT whose number of positions nobody says', () => {
  const [model] = traceOf(gpt).models.filter(isNetwork);

  it('has one gradient a step, in the table and in the chart', () => {
    if (model === undefined) throw new Error('no model');
    const drawn = signalOf(model);
    let given = 0;
    for (const { index, kind } of model.nodes) {
      if (kind === 'input' || kind === 'output') continue;
      const { gradient, unknown } = figuresOf(model, index);
      const own = drawn.gradient(index);
      if (gradient !== undefined) {
        given += 1;
        expect(own, `step ${index}`).toEqual({ value: gradient, stretch: 0 });
      } else if (unknown?.reason === 'the number of positions')
        // A stretch that began anew with 1 is drawn apart.
        expect(own?.stretch, `step ${index}`).not.toBe(0);
    }
    expect(given).toBeGreaterThan(0);
  });

  it('does not give a gradient that PyTorch has twice as large or small for other lengths', () => {
    if (model === undefined) throw new Error('no model');
    const embedding = model.nodes.findIndex(({ qualifiedName }) => qualifiedName === 'torch.nn.Embedding');
    const { gradient, unknown } = figuresOf(model, embedding);
    expect(gradient).toBeUndefined();
    expect(unknown?.reason).toBe('the number of positions');
  });
});
