/** A name that is one of two things is one of them where a test of its type stands before it. */
import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

const net = (forward: string): string => `import torch
import torch.nn.functional as F
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(8, 8)  #: first
        self.second = nn.Linear(8, 8)  #: second
    def forward(self, x, many):
        out = self.first(x)
        if many:
            out = (out, self.second(x))
${forward
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;

/** Pairs of which an activation is one. */
const edgesOf = (forward: string): readonly string[] =>
  pairsOf(net(forward)).filter((pair) => !pair.endsWith('>'));

describe('a tensor or a tuple of tensors', () => {
  it('is the tuple where a test says so, and the tensor where it does not', () => {
    const forward = `if isinstance(out, tuple) or isinstance(out, list):
    return F.softmax(out[1], -1)  #: softmax
else:
    return F.gelu(out.view(-1, 8))  #: gelu`;
    expect(edgesOf(forward)).toEqual(['first > gelu', 'second > softmax']);
  });

  it('is the tensor behind a branch that leaves with the tuple', () => {
    const forward = `if isinstance(out, tuple):
    return torch.tanh(out[1])  #: tanh
return F.gelu(out.view(-1, 8))  #: gelu`;
    expect(edgesOf(forward)).toEqual(['first > gelu', 'second > tanh']);
  });

  it.each(['out[1] if isinstance(out, tuple) else out', 'out if not isinstance(out, tuple) else out[1]'])(
    'is chosen from by %s',
    (expression) => {
      expect(edgesOf(`return torch.sigmoid(${expression})  #: sigmoid`)).toEqual([
        'first > sigmoid',
        'second > sigmoid',
      ]);
      expect(edgesOf(`return torch.sigmoid((${expression.replace('[1]', '[0]')}))  #: sigmoid`)).toEqual([
        'first > sigmoid',
      ]);
    },
  );

  it('is the tensor where an activation takes it', () => {
    expect(edgesOf('return torch.sigmoid(out)  #: sigmoid')).toEqual(['first > sigmoid']);
  });
});

describe('layers set and read by the methods that attributes have', () => {
  it('are the ones that setattr and getattr would mean', () => {
    const text = `import torch
from torch import nn
class Heads(nn.Module):
    def __init__(self, heads, width: int):
        super().__init__()
        self.names = heads
        for name in heads:
            self.__setattr__(name, nn.Linear(width, width))  #: head
    def forward(self, x):
        return {name: self.__getattr__(name)(x).sigmoid() for name in self.names}  #: sigmoid
`;
    expect(pairsOf(text)).toEqual(['head > sigmoid']);
  });
});
