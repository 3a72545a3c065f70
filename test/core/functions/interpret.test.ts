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
    '%s is drawn as it happened',
    (statement) => {
      const code = `from torch import nn\nclass Act(nn.Module):\n    gain = 1.0\n    def __init__(self):\n        super().__init__()\n        ${statement}\n    def forward(self, x):\n        return x * self.gain\n`;
      expect(curveOf(code, 'Act').evaluate(1.5).value).toBe(3);
    },
  );
});

describe('what may make another class or another value of a name', () => {
  const refusals: readonly (readonly [what: string, code: string, reason: RegExp])[] = [
    [
      'a metaclass of one’s own',
      'class Meta(type):\n    def __call__(cls):\n        return print\nclass Act(metaclass=Meta):\n    def __call__(self, x):\n        return 2 * x\n',
      /metaclass/,
    ],
    [
      'a decorator that gives something else',
      'def swap(cls):\n    return lambda x: x\n@swap\nclass Act:\n    def __call__(self, x):\n        return 2 * x\n',
      /decorator/,
    ],
    [
      '__new__',
      'class Act:\n    def __new__(cls):\n        return super().__new__(cls)\n    def __call__(self, x):\n        return 2 * x\n',
      /__new__/,
    ],
    [
      'a loop over a set whose order is Python’s own',
      'def Act(x):\n    for k in {300, 7, -2}:\n        x = k - 2 * x\n    return x\n',
      /order of a set/,
    ],
    [
      'a field that a condition in the class body decides',
      'class Base:\n    gain = 2.0\nclass Act(Base):\n    if True:\n        gain = 3.0\n    def __call__(self, x):\n        return self.gain * x\n',
      /what the body of `Act` makes of `gain` is not followed/,
    ],
    [
      'an iterator that never ends, gone through to its end',
      'import itertools\ndef Act(x):\n    return sum(x ** k for k in itertools.count())\n',
      /an iterator that never ends/,
    ],
    [
      'a table that a call which is not followed fills',
      'import os\nTABLE = {}\nTABLE.update(os.environ)\ndef Act(x):\n    return TABLE.get("k", 2.0) * x\n',
      /update|environ/,
    ],
  ];
  it.each(refusals)('%s is refused, and the reason says which', (_, code, reason) => {
    const { own, bindings } = found(code, 'Act');
    const answer = interpret(own, bindings);
    expect(answer.kind === 'refusal' ? english(answer.reason) : answer.kind).toMatch(reason);
  });

  it('a decorator that enters the class in a table leaves it as it is', () => {
    const code =
      'ALL = {}\ndef enter(cls):\n    ALL["act"] = cls\n    cls.gain = 3.0\n    return cls\n@enter\nclass Act:\n    gain = 1.0\n    def __call__(self, x):\n        return self.gain * x + len(ALL)\n';
    expect(curveOf(code, 'Act').evaluate(2).value).toBe(7);
  });

  it('what stands behind `if __name__` does not happen', () => {
    const code = 'K = [1.0]\ndef f(x):\n    return K[0] * x\nif __name__ == "__main__":\n    K[0] = 5.0\n';
    expect(curveOf(code, 'f').evaluate(2).value).toBe(2);
  });
});

describe('lists and sets', () => {
  it.each([
    ['sorted keeps what is there several times', 'sum(sorted([0.5] * 3)) * x', 3],
    ['sorted by a key keeps it, too', 'len(sorted([x, x], key=lambda v: 1.0)) * x', 4],
    ['a set with an item twice has it once', 'len({2, 1, 2}) * x', 4],
  ])('%s', (_, expression, value) => {
    expect(curveOf(`def f(x):\n    return ${expression}\n`, 'f').evaluate(2).value).toBe(value);
  });

  it.each(['list(filter(None, {300, 7}))[0]', 'list(itertools.chain({300, 7}, [1]))[0]'])(
    'the order of a set is refused in %s',
    (expression) => {
      const { own, bindings } = found(`import itertools\ndef f(x):\n    return ${expression} * x\n`, 'f');
      const answer = interpret(own, bindings);
      expect(answer.kind === 'refusal' && english(answer.reason)).toContain(
        'the order of a set is not known',
      );
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
