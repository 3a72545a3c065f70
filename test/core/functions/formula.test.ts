import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formulaText } from '../../../src/core/hover';
import { createLensService } from '../../../src/core/service/create-service';

const header =
  'import math, functools\nimport numpy as np\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** The formula of what is defined last, in words. */
function formula(code: string): string | undefined {
  const text = header + code;
  const lens = createLensService().update('file:///a.py', 1, text);
  const own = lens.ownFunctions().at(-1);
  const tex = own?.facts()?.formula;
  return tex === undefined ? undefined : formulaText(tex);
}

const module = (init: string, forward: string, parameters = ''): string =>
  `class Act(nn.Module):\n    def __init__(self${parameters}):\n        super().__init__()\n        ${init}\n    def forward(self, x):\n        ${forward}\n`;

describe('the formula of a function of one’s own is what one would write', () => {
  it.each([
    ['def f(x): return x * torch.sigmoid(1.702 * x)', 'x · σ(1.702x)'],
    ['def f(x, beta=1.5): return x * torch.sigmoid(beta * x)', 'x · σ(β · x)'],
    ['def f(x): return x * torch.tanh(torch.log(1 + torch.exp(x)))', 'x · tanh(ln(1 + e^x))'],
    ['def f(x): return torch.relu(x) ** 2', 'max(0, x)²'],
    ['def f(x): return x / (1 + torch.abs(x))', 'x/(1 + |x|)'],
    ['def f(x): return (torch.sqrt(x ** 2 + 1) - 1) / 2 + x', '(√(x² + 1) − 1)/2 + x'],
    ['def f(x): return torch.exp(-x ** 2)', 'e^(−x²)'],
    ['def f(x): return torch.clamp(x, -1.0, 1.0)', 'min(1, max(−1, x))'],
    ['def f(x, slope=0.1): return torch.where(x > 0, x, slope * x)', '{ x if x > 0; slope · x if x ≤ 0 }'],
    ['def f(x): return (x > 0).float() * x', '{ x if x > 0; 0 if x ≤ 0 }'],
    ['f = lambda x: x * F.softplus(x).tanh()', 'x · tanh(Softplus(x))'],
    ['def f(x): return 0.5 * x * (1 + torch.erf(x / math.sqrt(2)))', '0.5x · (1 + erf(x/(√2)))'],
  ])('%s', (code, expected) => {
    expect(formula(code)).toBe(expected);
  });
  it('follows names, helpers and statements', () => {
    expect(formula('def f(x):\n    inner = 1 + x\n    inner = inner * 2\n    return inner ** 3\n')).toBe(
      '(2(1 + x))³',
    );
    expect(
      formula('def half(v, by=2.0):\n    return v / by\ndef f(x):\n    return half(torch.sin(x))\n'),
    ).toBe('(sin(x))/by');
    expect(formula('def f(x):\n    y = x.clone()\n    y[x < 0] = 0\n    return y\n')).toBe(
      '{ 0 if x < 0; x if x ≥ 0 }',
    );
    expect(
      formula(
        'def f(x):\n    if x > 3:\n        return 1.0\n    elif x > 0:\n        return x / 3\n    return 0.0\n',
      ),
    ).toBe('{ 1 if x > 3; x/3 if x > 0; 0 otherwise }');
    expect(formula('A = 1.7159\ndef f(x):\n    return A * np.tanh(2 * x)\n')).toBe('A · tanh(2x)');
  });
  it('has the parameters of a class by their own names', () => {
    expect(formula(module('self.scale = scale', 'return self.scale * F.relu(x) ** 2', ', scale=2.0'))).toBe(
      'scale · max(0, x)²',
    );
    expect(
      formula(
        module('self.beta = nn.Parameter(torch.tensor(1.5))', 'return x * torch.sigmoid(self.beta * x)'),
      ),
    ).toBe('x · σ(β · x)');
    expect(formula(module('self.act = nn.SiLU()', 'return self.act(x) + 0.1 * x'))).toBe('SiLU(x) + 0.1x');
    expect(formula(module('self.act = nn.LeakyReLU(slope)', 'return self.act(x)', ', slope=0.2'))).toBe(
      'LeakyReLU_slope(x)',
    );
  });
});

describe('where the code is no single expression there is none', () => {
  it.each([
    [
      'a loop without end in sight',
      'def f(x):\n    n = 0\n    while n < 3:\n        x = torch.sin(x)\n        n += 1\n    return x\n',
    ],
    // Writing into `b` changes `a`, which names alone do not tell: the values do.
    ['tensors that share storage', 'def f(x):\n    a = x.clone()\n    b = a\n    b *= 2\n    return a - x\n'],
    [
      'a long series',
      `def f(x):\n    return ${Array.from({ length: 60 }, (_, n) => `torch.sin(${String(n)} * x)`).join(' + ')}\n`,
    ],
  ])('%s', (_, code) => {
    expect(formula(code)).toBeUndefined();
  });
});

interface Measured {
  readonly at: readonly number[];
  readonly functions: readonly { readonly id: string; readonly line: number; readonly code: string }[];
}
const measured = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/own-functions/measured.json'), 'utf8'),
) as Measured;

it('a third of the oddest functions that people write have a formula', () => {
  const found = measured.functions.filter(({ code, line }) => {
    const lens = createLensService().update('file:///a.py', 1, code);
    const start = code
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length;
    const at = start + code.slice(start).search(/(?<=def |class )\w|= lambda/) + 1;
    const own = lens.functionAt(at);
    return own?.result.kind === 'curve' && own.result.formula !== undefined;
  });
  expect(found.length).toBeGreaterThan(33);
});
