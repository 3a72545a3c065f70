/** What holds of a copy under another name holds only while it is one: its names mean the same, its text is the same. */
import { expect, test } from 'vitest';
import { createLensService } from '../../../../src/core/service';
import { defaultConfiguration } from '../../../../src/core/lint/configuration/configuration';

const scaled = (name: string, root: string, safe: string) => `import torch
from torch import nn
${root}
class ${name}(nn.Module):
    """${name} divides by the size."""
    def forward(self, x):
        return x / sqrt(x * x${safe})
`;

function rulesIn(text: string): readonly string[] {
  return createLensService()
    .update('file:///project/norm.py', 1, text)
    .findings(defaultConfiguration)
    .map(({ rule }) => rule);
}

test('copies are judged as what they are, not as what they resemble', () => {
  const torch = 'from torch import sqrt';
  const own = 'from numpy import sqrt';
  expect(rulesIn(scaled('First', torch, ' + 1e-6'))).not.toContain('nan-gradient');
  expect(rulesIn(scaled('Second', torch, ' + 1e-6'))).not.toContain('nan-gradient');
  expect(rulesIn(scaled('Third', own, ''))).not.toContain('nan-gradient');
  expect(rulesIn(scaled('Fourth', torch, ''))).toContain('nan-gradient');
  expect(rulesIn(scaled('Fifth', torch, ''))).toContain('nan-gradient');
});
