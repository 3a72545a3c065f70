import { expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';

it.each([
  'h + (1.0, 2.0)',
  'torch.add(h, [1.0])',
  'torch.mul(h, ())',
  'torch.maximum(h, (x.shape[0], 3))',
  'h * h.shape',
])('numbers in brackets beside a tensor break no rule: %s', (expression) => {
  const lines: string[] = [];
  const text = `
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 1)

    def forward(self, x):
        h = self.fc(x)
        return (${expression}).softmax(-1)
`;
  const service = createLensService({ log: (line) => lines.push(line) });
  service.update('file:///project/net.py', 1, text).findings(defaultConfiguration);
  expect(lines).toEqual([]);
});
