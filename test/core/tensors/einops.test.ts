/** Patterns of einops: shapes as einops gives them, figures as PyTorch measured them. */
import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../src/core/frameworks/einops/pattern';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

const stepsOf = (text: string) => {
  const trace = traceOf(text);
  return trace.models.flatMap((model) => modelRecord(model, locateIn(trace)).steps);
};
const shapeOf = (expression: string, shape: string): unknown =>
  stepsOf(`import torch
from torch import nn
from einops import rearrange, reduce, repeat

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.relu, self.a = nn.ReLU(), nn.LazyLinear(4)

    def forward(self, x):
        return self.a(self.relu(${expression}))

Net()(torch.randn(${shape}))
`).find(({ module }) => module === 'relu')?.shape;

describe('shapes', () => {
  it.each([
    ["rearrange(x, 'b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=16, p2=16)", '2, 3, 64, 32', [2, 8, 768]],
    ["rearrange(x, 'b n (h d) -> b h n d', h=4)", '2, 7, 64', [2, 4, 7, 16]],
    ["rearrange(x, 'b h n d -> b n (h d)')", '2, 4, 7, 16', [2, 7, 64]],
    ["repeat(x, 'b d -> b n d', n=5)", '2, 8', [2, 5, 8]],
    ["repeat(x, 'h w -> (h 2) (w 3)')", '4, 5', [8, 15]],
    ["reduce(x, 'b n d -> b d', 'mean')", '2, 7, 64', [2, 64]],
    ["reduce(x, 'b c (h 2) (w 2) -> b c h w', 'max')", '2, 3, 8, 6', [2, 3, 4, 3]],
    ["rearrange(x, '... d -> d ...')", '2, 3, 4', [4, 2, 3]],
    ["rearrange(x, 'b c -> b c 1')", '2, 3, 4', null],
    ["rearrange(x, 'b c -> b c 1')", '2, 3', [2, 3, 1]],
  ])('%s of (%s)', (expression, shape, wanted) => {
    expect(shapeOf(expression, shape)).toEqual(wanted);
  });

  it('are not read off what is no pattern', () => {
    for (const text of ['b c', 'b (c -> b c', 'a -> b -> c', `${'a '.repeat(400)}-> a`])
      expect(parsePattern(text)).toBeUndefined();
  });
});

describe('a block of attention over patches', () => {
  const steps = stepsOf(`import torch
from torch import nn
from einops import rearrange
from einops.layers.torch import Rearrange, Reduce

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.patch = nn.Sequential(Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=16, p2=16), nn.LayerNorm(768), nn.Linear(768, 192))
        self.qkv = nn.Linear(192, 576, bias=False)
        self.out = nn.Linear(192, 192)
        self.pool = Reduce('b n d -> b d', 'mean')
        self.head = nn.Linear(192, 10)

    def forward(self, img):
        x = self.patch(img)
        q, k, v = map(lambda t: rearrange(t, 'b n (h d) -> b h n d', h=3), self.qkv(x).chunk(3, dim=-1))
        attn = (torch.matmul(q, k.transpose(-1, -2)) * 64 ** -0.5).softmax(dim=-1)
        out = rearrange(torch.matmul(attn, v), 'b h n d -> b n (h d)')
        return self.head(self.pool(self.out(out) + x))

Net()(torch.randn(16, 3, 64, 64))
`);

  /** PyTorch 2.13: root of the mean square over 8 seeds; signal of 16 inputs less their mean. */
  it.each([
    ['patch.2', 0.576, 0.576, 0.00891],
    ['qkv', 0.333, 0.333, 0.00281],
    ['out', 0.0634, 0.0481, 0.00842],
    ['pool', 0.159, 0.152, 0.135],
    ['head', 0.102, 0.0893, 1.03],
  ] as const)('%s', (module, rms, signal, gradient) => {
    const step = steps.find((own) => own.module === module);
    for (const [got, wanted, limit] of [
      [step?.rms, rms, 1.1],
      [step?.signal, signal, 1.1],
      [step?.gradient, gradient, 1.25],
    ] as const) {
      expect((got ?? NaN) / wanted).toBeLessThan(limit);
      expect(wanted / (got ?? NaN)).toBeLessThan(limit);
    }
  });
});
