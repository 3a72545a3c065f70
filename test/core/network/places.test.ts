/** Steps that give values and, beside them, places: what the places choose carries nothing of the tensor that they were found in. */
import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

const net = (forward: string): string => `import torch
import torch.nn.functional as F
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.boxes = nn.Linear(8, 4)  #: boxes
        self.classes = nn.Linear(8, 3)  #: classes
    def forward(self, x):
        boxes = self.boxes(x)
        scores = self.classes(x)
${forward
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;

/** Pairs of which an activation is one. */
const edgesOf = (text: string): readonly string[] => pairsOf(text).filter((pair) => !pair.endsWith('>'));

describe('values beside places', () => {
  it.each([
    'places = torch.topk(scores.max(-1)[0], 5, dim=1)[1]',
    'values, places = scores.max(-1)[0].topk(5)',
    '_, places = torch.max(scores, dim=-1)',
    'places = scores.argmax(-1)',
  ])('%s', (line) => {
    const text = net(`${line}
chosen = torch.gather(boxes, 1, places.unsqueeze(-1).repeat(1, 1, 4))
return chosen.sigmoid()  #: sigmoid`);
    expect(edgesOf(text)).toEqual(['boxes > sigmoid']);
  });

  it.each([
    'values, places = scores.sort(-1)',
    'values = torch.topk(scores, 2)[0]',
    'values = scores.max(dim=-1).values',
  ])('%s keeps the values', (line) => {
    expect(edgesOf(net(`${line}\nreturn torch.tanh(values)  #: tanh`))).toEqual(['classes > tanh']);
  });

  it('rows of a tensor that a sum left are rows', () => {
    expect(edgesOf(net('first, second = scores.sum(0)\nreturn torch.tanh(second)  #: tanh'))).toEqual([
      'classes > tanh',
    ]);
  });
});

describe('a slice of a concatenation', () => {
  const field = (lines: string): string => `import torch
import torch.nn.functional as F
from torch import nn
class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.colour = nn.Linear(8, 3)  #: colour
        self.density = nn.Linear(8, 1)  #: density
    def forward(self, x):
        raw = torch.cat([self.colour(x), self.density(x)], -1)
${lines}
`;

  it('is one of the part that the widths say', () => {
    const text = field(`        colour = torch.sigmoid(raw[..., :3])  #: sigmoid
        return colour, F.relu(raw[..., 3])  #: relu`);
    expect(edgesOf(text)).toEqual(['colour > sigmoid', 'density > relu']);
  });

  it('over several parts is of all of them', () => {
    const text = field('        return torch.tanh(raw[..., 2:4])  #: tanh');
    expect(edgesOf(text)).toEqual(['colour > tanh', 'density > tanh']);
  });
});
