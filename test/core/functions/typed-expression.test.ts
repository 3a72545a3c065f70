import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../src/core/functions/framework-code';
import { targets } from '../../../src/core/functions/operations';
import {
  definedName,
  pythonOf,
  readExpression,
  type TypedExpression,
} from '../../../src/core/functions/typed-expression';
import { english } from '../../../src/core/phrase';
import { createLensService } from '../../../src/core/service';

function read(text: string): TypedExpression {
  const expression = readExpression(text);
  if (expression.kind === 'unread') throw new Error(english(expression.reason));
  return expression;
}
function why(text: string): string {
  const expression = readExpression(text);
  return expression.kind === 'unread' ? english(expression.reason) : '';
}
function curveOf(text: string) {
  const source = pythonOf(read(text));
  const own = createLensService()
    .update('untitled:expression.py', 1, source)
    .functionAt(source.indexOf(`${definedName}(`));
  if (own?.result.kind !== 'curve') throw new Error(own?.result.reason ?? 'nothing');
  return own.result;
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
/** Typed, and what it is at x. */
const examples: readonly (readonly [string, (x: number) => number])[] = [
  ['x * sigmoid(1.7 * x)', (x) => x * logistic(1.7 * x)],
  ['  x*torch.sigmoid( 1.7*x )', (x) => x * logistic(1.7 * x)],
  ['max(0, x)', (x) => Math.max(0, x)],
  ['minimum(x, 1) + maximum(x, -1)', (x) => Math.min(x, 1) + Math.max(x, -1)],
  ['x if x > 0 else 0.1 * (exp(x) - 1)', (x) => (x > 0 ? x : 0.1 * (Math.exp(x) - 1))],
  ['where(x >= 1, x**2, x)', (x) => (x >= 1 ? x * x : x)],
  ['-x^2', (x) => -(x ** 2)],
  ['(-x)^2', (x) => x ** 2],
  ['2 ** -x', (x) => 2 ** -x],
  ['x - (1 - x)', (x) => x - (1 - x)],
  ['x / (2 * (1 + abs(x)))', (x) => x / (2 * (1 + Math.abs(x)))],
  ['clip(x, -1, pi)', (x) => Math.min(Math.max(x, -1), Math.PI)],
  ['math.e * tanh(ln(1 + exp(x)))', (x) => Math.E * Math.tanh(Math.log(1 + Math.exp(x)))],
  ['sin(3 * x) / 3 + jnp.cos(x)', (x) => Math.sin(3 * x) / 3 + Math.cos(x)],
];

describe('a typed expression', () => {
  it.each(examples)('%s is computed as one reads it', (text, f) => {
    const curve = curveOf(text);
    for (const x of [-3.2, -1, -0.3, 0.25, 1, 2.6]) expect(curve.evaluate(x).value).toBeCloseTo(f(x), 12);
  });

  it('has a slider for every name that stands for a number', () => {
    const curve = curveOf('x * sigmoid(beta * x) + c');
    expect(curve.parameters.map(({ name, default: value }) => [name, value])).toEqual([
      ['beta', 1],
      ['c', 1],
    ]);
    expect(curve.evaluate(2, { beta: 3, c: 0.5 }).value).toBeCloseTo(2 * logistic(6) + 0.5, 12);
  });

  it.each([
    ['', 'Type an expression in x.'],
    ['x *', 'This is no whole expression yet.'],
    ['x) + (x', 'This is no whole expression yet.'],
    ['x; x', 'This is no whole expression yet.'],
    ['sigmoid', '`sigmoid` needs its argument in parentheses.'],
    ['frobnicate(x)', 'The function `frobnicate` is not known here.'],
    ['os.system(x)', 'The function `os.system` is not known here.'],
    ['clip(x)', '`clip` takes 3 values here.'],
    ['x % 2', 'The operator `%` is not known here.'],
    ['0 < x < 1', 'A comparison is one of `<`, `>`, `<=`, `>=` between two values.'],
    ['lambda x: x', 'This is no expression in x.'],
    ['x + 2j', 'It has a complex number.'],
    ['a+b+c+d+f+g+h+i+j', 'It has more than 8 parameters.'],
    [`x${' + x'.repeat(200)}`, 'This is longer than 500 characters.'],
    ['__proto__(x)', 'The function `__proto__` is not known here.'],
  ])('%j is answered with a word', (text, reason) => {
    expect(why(text)).toBe(reason);
  });
});

describe('its code', () => {
  it('is a PyTorch module with its parameters', () => {
    expect(codeOf(read('x * sigmoid(beta * x)'), 'torch', { beta: 1.7 })).toBe(`import torch
from torch import nn


class MyActivation(nn.Module):
    def __init__(self, beta: float = 1.7):
        super().__init__()
        self.beta = beta

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)
`);
  });

  it('is a Keras function that can be saved', () => {
    expect(codeOf(read('x if x > 0 else gelu(x) ** 2'), 'keras')).toBe(`import keras
from keras import ops


@keras.saving.register_keras_serializable()
def my_activation(x):
    return ops.where(x > 0, x, ops.gelu(x, approximate=False) ** 2)
`);
  });

  it('is a JAX function', () => {
    expect(codeOf(read('max(0, x) - pi / (a - (x + 1))'), 'jax', { a: 3 })).toBe(`import math

import jax.numpy as jnp


def my_activation(x, a=3.0):
    return jnp.maximum(0, x) - math.pi / (a - (x + 1))
`);
  });

  it('bounds a tensor by a number as PyTorch does', () => {
    expect(codeOf(read('max(0, x) + minimum(x, x * 2)'), 'torch')).toContain(
      'return torch.clamp(x, min=0) + torch.minimum(x, x * 2)',
    );
  });

  it.each(examples)('of %s has the same values once it is read again', (text, f) => {
    for (const target of targets) {
      const code = codeOf(read(text), target);
      const name = target === 'torch' ? 'MyActivation' : 'my_activation';
      const own = createLensService()
        .update('untitled:pasted.py', 1, code)
        .functionAt(code.indexOf(`${name}(`));
      if (own?.result.kind !== 'curve')
        throw new Error(`${target}: ${own?.result.reason ?? 'nothing'}\n${code}`);
      for (const x of [-3.2, -1, -0.3, 0.25, 1, 2.6])
        expect(own.result.evaluate(x).value).toBeCloseTo(f(x), 12);
    }
  });
});
