import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';

/** What is said of a function of one's own, written as its result. */
function factsOf(expression: string) {
  const code = `import torch\n\ndef f(x):\n    return ${expression}\n`;
  return createLensService().update('file:///own.py', 1, code).functionAt(code.indexOf('f(x)'))?.facts();
}

describe("the range of a function of one's own", () => {
  it.each([
    ['(x > 0).float()', '{0, 1}'],
    ['torch.sign(x)', '{−1, 0, 1}'],
    ['torch.round(x.clamp(0, 1) * 4) / 4', '{0, 0.25, 0.5, 0.75, 1}'],
    ['torch.exp(-x ** 2)', '(0, 1]'],
    ['torch.clamp(x, 0, 6) / 6', '[0, 1]'],
  ])('of %s is %s', (expression, range) => {
    expect(factsOf(expression)?.range).toBe(range);
  });

  it('is not told of a staircase without end', () => {
    expect(factsOf('torch.floor(x)')?.range).toBeUndefined();
  });
});

it('is odd about zero: the mean of normal inputs is 0, not a rest of rounding', () => {
  expect(factsOf('torch.sign(x)')?.mean).toBe(0);
  expect(factsOf('torch.sin(3 * x) * torch.exp(-x.abs())')?.mean).toBe(0);
});
