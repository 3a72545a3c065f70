import { describe, expect, it } from 'vitest';
import fastCheck from 'fast-check';
import { interpret } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { curveOf, found } from './support';

describe('parameters', () => {
  const source =
    'import torch\n\ndef soft(x, beta=2.0, flip=False):\n    y = torch.sigmoid(beta * x)\n    return 1 - y if flip else y\n';

  it('with defaults are offered and may be changed', () => {
    const curve = curveOf(source, 'soft');
    expect(curve.parameters).toMatchObject([
      { name: 'beta', default: 2 },
      { name: 'flip', default: false },
    ]);
    expect(curve.evaluate(0, { beta: 4 }).slope).toBeCloseTo(1, 14);
    expect(curve.evaluate(1, { flip: true }).value).toBeCloseTo(1 - curve.evaluate(1).value, 14);
  });

  it('without one may be given', () => {
    const { own, bindings } = found('def scale(x, k):\n    return k * x\n', 'scale');
    const refusal = interpret(own, bindings);
    expect(refusal.kind === 'refusal' && english(refusal.reason)).toBe("can't plot because `k` has no value");
    const curve = interpret(own, bindings, { k: 3 });
    expect(curve.kind === 'curve' && curve.evaluate(2)).toMatchObject({ value: 6, slope: 3 });
  });
});

describe('what a constructor does to its class', () => {
  it.each(['type(self).gain = 2.0', 'self.__class__.gain = 2.0', 'Act.gain = 2.0'])(
    '%s is not drawn as if it had not happened',
    (statement) => {
      const code = `from torch import nn\nclass Act(nn.Module):\n    gain = 1.0\n    def __init__(self):\n        super().__init__()\n        ${statement}\n    def forward(self, x):\n        return x * self.gain\n`;
      const { own, bindings } = found(code, 'Act');
      expect(interpret(own, bindings).kind).toBe('refusal');
    },
  );
});

describe('kinks', () => {
  it.each([
    ['torch.maximum(x, torch.zeros_like(x))', 0.5],
    ['x.clamp(min=0)', 1],
    ['torch.where(x > 0, x, 0)', 0],
    ['torch.where(x >= 0, x, 0)', 1],
    ['torch.relu(x)', 0],
    ['torch.abs(x)', 0],
    ['max(0.0, x)', 0],
    ['jnp.maximum(x, 0)', 0.5],
    ['jax.nn.leaky_relu(x)', 1],
    ['tf.nn.elu(x)', 1],
    ['F.selu(x)', 1.7580993408473766],
    ['tf.nn.selu(x)', 1.0507009873554805],
  ])('%s has the derivative %d at 0', (body, slope) => {
    const imports =
      'import torch, jax\nimport jax.numpy as jnp\nimport tensorflow as tf\nimport torch.nn.functional as F\n';
    expect(curveOf(`${imports}f = lambda x: ${body}\n`, 'f').evaluate(0).slope).toBeCloseTo(slope, 14);
  });

  it('are found where another branch is taken', () => {
    const curve = curveOf(
      'def f(x):\n    if x < -1.25:\n        return 0\n    return min(x, 0.7) + abs(x - 2)\n',
      'f',
    );
    expect(curve.breaks(-5, 5)).toEqual([-1.25, 0.7, 2]);
    expect(curveOf('import torch\nf = lambda x: torch.tanh(x)\n', 'f').breaks(-5, 5)).toEqual([]);
  });
});

describe('what equals a catalogue entry', () => {
  it.each([
    ['x * torch.sigmoid(x)', 'silu', { beta: 1 }],
    ['max(0, x)', 'relu', {}],
    ['max(0.15 * x, x)', 'leaky_relu', { alpha: 0.15 }],
    ['x * torch.sigmoid(2.5 * x)', 'silu', { beta: 2.5 }],
    ['torch.clamp(x, -2, 3)', 'hardtanh', { min: -2, max: 3 }],
    ['torch.log1p(torch.exp(4 * x)) / 4', 'softplus', { beta: 4, threshold: null }],
    ['x if x > 0 else 0.5 * (math.exp(x) - 1)', 'elu', { alpha: 0.5 }],
  ])('%s is %s', (body, id, parameters) => {
    expect(curveOf(`import math, torch\nf = lambda x: ${body}\n`, 'f').matches).toEqual({ id, parameters });
  });

  it('and what does not', () => {
    expect(curveOf('f = lambda x: max(0, x) + 0.001\n', 'f').matches).toBeUndefined();
    expect(curveOf('f = lambda x: 3.0\n', 'f').matches).toBeUndefined();
  });
});

describe('inputs for which the function raises', () => {
  it('are undefined, and the rest is drawn', () => {
    const curve = curveOf(
      'def f(x):\n    if x < 0:\n        raise ValueError(x)\n    return x ** 0.5\n',
      'f',
    );
    expect(curve.evaluate(-1).value).toBeNaN();
    expect(curve.evaluate(4)).toMatchObject({ value: 2, slope: 0.25 });
  });
});

describe('any text', () => {
  it('ends in a curve, a refusal or nothing, never in an error', () => {
    const pieces = [
      'x',
      '(',
      ')',
      'lambda x:',
      'torch.',
      'relu',
      '**',
      '[',
      ']',
      'for i in range(9)',
      'if',
      'else',
      '0',
      ',',
      'self',
      '.',
      'not',
      ' ',
      '=',
      '-',
      'super()',
      'x[0]',
      'yield',
    ];
    fastCheck.assert(
      fastCheck.property(fastCheck.array(fastCheck.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const source = `import torch\ndef f(x):\n    return ${parts.join(' ')}\n`;
        const { own, bindings } = found(source, 'f');
        expect(['curve', 'refusal']).toContain(interpret(own, bindings).kind);
      }),
      { numRuns: 300 },
    );
  });
});
