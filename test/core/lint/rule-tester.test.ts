import { describe, expect, it } from 'vitest';
import { symbolOf } from '../../../src/core/frameworks';
import { spell } from '../../../src/core/lint/fixes/imports';
import type { Rule } from '../../../src/core/lint/rule';
import { phrase } from '../../../src/core/phrase';
import { ruleTester } from './rule-tester';
import { dedent, newLines, program, readMarks, writeMarks } from './snippets';

describe('marks in snippets', () => {
  it('are read as ranges of the program without them', () => {
    const { code, findings, related } = readMarks('a = ⟦nn.ReLU⟪()⟫⟧\n⟦b⟧');
    expect(code).toBe('a = nn.ReLU()\nb');
    expect(findings).toEqual([
      { start: 4, end: 13 },
      { start: 14, end: 15 },
    ]);
    expect(related).toEqual([{ start: 11, end: 13 }]);
  });
  it('are written back as they were', () => {
    const marked = 'f(⟦a⟧⟦b⟧, ⟦c⟦d⟧⟧)';
    const { code, findings } = readMarks(marked);
    expect(writeMarks(code, findings)).toBe(marked);
  });
  it('must be closed', () => {
    expect(() => readMarks('⟦a')).toThrow('not closed');
    expect(() => readMarks('a⟧')).toThrow('closes nothing');
  });
  it('may stand in an indented template', () => {
    expect(dedent('\n    a\n      b\n    ')).toBe('a\n  b\n');
    expect(program('x = 1', 'torch')).toContain('from torch import nn');
    expect(program('import torch\nx = 1', 'torch')).toBe('import torch\nx = 1\n');
  });
  it('tell what a fix wrote', () => {
    expect(newLines('a\nb\nc', 'import x\na\n  B\nc')).toEqual(['import x', 'B']);
  });
});

/** Not a rule of the product: finds ELU, to show that the tester follows a finding through the whole path. */
const noElu: Rule = {
  meta: {
    name: 'no-elu',
    frameworks: ['torch'],
    category: 'shape',
    defaultSeverity: 'warning',
    fixable: 'safe',
    summary: 'ELU is used.',
  },
  onCall({ call, qualifiedName }, { bindings, report }) {
    const symbol = symbolOf(qualifiedName);
    if (symbol?.role !== 'activation' || symbol.activation !== 'elu' || symbol.form !== 'function') return;
    const relu = spell(bindings, 'torch.nn.functional.relu', call);
    report({
      place: call.callee,
      message: phrase`Uses ELU.`,
      related: [{ place: call, message: phrase`in this call` }],
      fixes: [
        {
          title: phrase`Use relu`,
          safe: true,
          edits: [{ kind: 'replace', place: call.callee, newText: relu.text }, ...relu.edits],
        },
      ],
    });
  },
};

ruleTester(noElu, {
  torch: {
    valid: [
      'F.relu(x)',
      'elu(x)',
      'def elu(x): return x\nelu(1)',
      { name: 'a name of its own', code: 'import torch\nF = Own()\nF.elu(x)' },
    ],
    invalid: [
      { code: '⟪⟦F.elu⟧(x)⟫', message: /ELU/, severity: 'warning', fixes: { 'Use relu': 'F.relu(x)' } },
      '⟦F.elu⟧(⟦F.elu⟧(x))',
      {
        name: 'with an import of its own',
        code: `
          from torch.nn.functional import elu
          def f(x):
              return ⟦elu⟧(x)
        `,
        fixes: { 'Use relu': ['import torch.nn.functional as F', 'return F.relu(x)'] },
      },
      {
        name: 'where F is something else',
        code: 'import torch\nF = 3\ny = ⟦torch.nn.functional.elu⟧(x)',
        fixes: { 'Use relu': 'import torch\nF = 3\ny = torch.nn.functional.relu(x)\n' },
      },
    ],
  },
});
