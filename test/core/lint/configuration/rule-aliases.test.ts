import { describe, expect, it } from 'vitest';
import { rulesCommand } from '../../../../src/cli/rules-command';
import { defaultConfiguration, readLayer } from '../../../../src/core/lint/configuration/configuration';
import { ruleNames } from '../../../../src/core/lint/registry';
import { createLensService } from '../../../../src/core/service';

const program = (comment: string): string =>
  [
    'from torch import nn, optim',
    'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))',
    `optimizer = optim.Adam(net.parameters(), lr=0.5)${comment}`,
    '',
  ].join('\n');

const rulesIn = (text: string): readonly string[] =>
  createLensService()
    .update('file:///project/train.py', 1, text)
    .findings(defaultConfiguration)
    .map(({ rule }) => rule);

describe('the name that a rule had before', () => {
  it('is read in lists and severities as the name that it has', () => {
    const { layer, problems } = readLayer(
      {
        select: ['high-learning-rate-relu'],
        ignore: ['high-learning-rate-relu'],
        severity: { 'high-learning-rate-relu': 'error' },
        'per-file-ignores': { 'a.py': ['high-learning-rate-relu'] },
      },
      ruleNames,
    );
    expect(problems).toEqual([]);
    expect(layer).toEqual({
      select: ['high-learning-rate'],
      ignore: ['high-learning-rate'],
      severity: { 'high-learning-rate': 'error' },
      perFileIgnores: [{ pattern: 'a.py', rules: ['high-learning-rate'] }],
    });
  });

  it('silences what its rule finds', () => {
    expect(rulesIn(program(''))).toEqual(['high-learning-rate']);
    expect(rulesIn(program('  # activation-lens: ignore[high-learning-rate-relu]'))).toEqual([]);
  });

  it('leads to the page of its rule', () => {
    let page = '';
    rulesCommand('high-learning-rate-relu', 'text', {
      out: (text) => (page += text),
      error: () => undefined,
      colour: false,
      version: '0',
    });
    expect(page).toMatch(/high-learning-rate/);
  });
});
