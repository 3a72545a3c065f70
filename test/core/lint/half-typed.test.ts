import { describe, expect, test } from 'vitest';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';
import { createLensService } from '../../../src/core/service';

function rulesIn(text: string): readonly string[] {
  const document = createLensService().update('file:///model.py', 1, text);
  return document.findings(defaultConfiguration).map(({ rule }) => rule);
}

const head = 'import torch.nn.functional as F\nfrom torch import nn\n';
const whole = 'def f(x):\n    return F.leaky_relu(x, 0.0)\n';

describe('while a statement does not parse', () => {
  test.each([
    'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(\nout = F.leaky_relu(x, 0.\n',
    'class Net(nn.Module):\n    def forward(self, x):\n        y = (x\n        return F.leaky_relu(F.relu(x), 0.\n',
  ])('nothing is said of it: %j', (broken) => {
    expect(rulesIn(head + broken)).toEqual([]);
  });

  test('the others are as they were', () => {
    expect(rulesIn(head + whole)).toEqual(['leaky-relu-slope']);
    expect(rulesIn(`${head}${whole}net = nn.Sequential(nn.ReLU(\n`)).toEqual(['leaky-relu-slope']);
  });
});
