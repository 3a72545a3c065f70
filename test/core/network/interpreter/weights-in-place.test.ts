/** Weights that code of one's own draws in their place, and functions that walk through modules to do so. */
import { describe, expect, it } from 'vitest';
import { figuresOf } from '../../../../src/core/tensors/pass';
import { modelOf } from '../trace-of';

const rmsBehind = (text: string): readonly (number | undefined)[] => {
  const model = modelOf(text);
  return model.nodes.flatMap((node) => (node.kind === 'layer' ? [figuresOf(model, node.index).rms] : []));
};

const net = (start: string, functions = '') => `import math
import torch
from torch import nn
${functions}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(64, 64, bias=False)
        self.table = nn.Parameter(torch.zeros(64, 64))
        self.start(self.layer.weight)
        self.start(self.table)
    def start(self, weight):
        ${start}
    def forward(self, x):
        return self.layer(x) @ self.table
net = Net()
net(torch.randn(8, 64))
`;

/** Of N(0, 1) through a matrix of 64 × 64 of this standard deviation, and through another one. */
const through = (std: number): readonly number[] => [8 * std, (8 * std) ** 2];

describe('a weight that is drawn in its place', () => {
  const expected: Readonly<Record<string, number>> = {
    'weight.data.normal_(0, 0.1)': 0.1,
    'weight.data.uniform_(-0.3, 0.3)': 0.3 / Math.sqrt(3),
    'weight.data.normal_().mul_(0.05)': 0.05,
    'weight.data.normal_(0, 0.2).div_(4)': 0.05,
  };

  it.each(Object.entries(expected))('starts as the code says: %s', (start, std) => {
    const [first = 0, second = 0] = rmsBehind(net(start)).map(Number);
    const [one = 0, other = 0] = through(std);
    expect(first).toBeCloseTo(one, 10);
    expect(second).toBeCloseTo(other, 10);
  });

  it('starts in a way that is not known where the code takes numbers from elsewhere', () => {
    expect(rmsBehind(net('weight.data.copy_(load())', 'from elsewhere import load'))).toEqual([
      undefined,
      undefined,
    ]);
    expect(rmsBehind(net('weight.data.exponential_()'))).toEqual([undefined, undefined]);
  });

  it('is a truncated normal by the erf⁻¹ of even numbers, as the function is copied everywhere', () => {
    const functions = `
def _no_grad_trunc_normal_(tensor, mean, std, a, b):
    def norm_cdf(x):
        return (1. + math.erf(x / math.sqrt(2.))) / 2.
    with torch.no_grad():
        l = norm_cdf((a - mean) / std)
        u = norm_cdf((b - mean) / std)
        tensor.uniform_(2 * l - 1, 2 * u - 1)
        tensor.erfinv_()
        tensor.mul_(std * math.sqrt(2.))
        tensor.add_(mean)
        tensor.clamp_(min=a, max=b)
        return tensor

def trunc_normal_(tensor, mean=0., std=1., a=-2., b=2.):
    return _no_grad_trunc_normal_(tensor, mean, std, a, b)
`;
    const [first = 0] = rmsBehind(net('trunc_normal_(weight, std=.02)', functions)).map(Number);
    expect(first).toBeCloseTo(0.16, 6);
    // PyTorch's own function, which cuts at two standard deviations here.
    const own = rmsBehind(net('nn.init.trunc_normal_(weight, std=1.)')).map(Number);
    const copied = rmsBehind(net('trunc_normal_(weight, std=1.)', functions)).map(Number);
    expect(copied[0]).toBeCloseTo(own[0] ?? 0, 6);
    expect(copied[1]).toBeCloseTo(own[1] ?? 0, 6);
  });
});

it('a function that calls itself for the modules below reaches all of them', () => {
  const text = `import torch
from torch import nn
def named_apply(fn, module, name=''):
    for child_name, child in module.named_children():
        named_apply(fn=fn, module=child, name=name + '.' + child_name)
    fn(module=module, name=name)
def start(module, name=''):
    if isinstance(module, nn.Linear):
        nn.init.normal_(module.weight, std=0.1)
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        layers = nn.Linear(64, 64, bias=False)
        for _ in range(7):
            layers = nn.Sequential(layers)
        self.layers = layers
        named_apply(start, self)
    def forward(self, x):
        return self.layers(x)
net = Net()
net(torch.randn(8, 64))
`;
  expect(rmsBehind(text)[0]).toBeCloseTo(0.8, 10);
});
