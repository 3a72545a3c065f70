/** Functions that would fill the memory, overflow the stack or never end get a clear word; hover and plot go on. */
import { describe, expect, it } from 'vitest';
import { interpret } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { curveOf, found } from './support';

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
const numbered = (count: number, line: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, index) => line(index));

const endless = 'it does not end within the steps that are followed';
const tooLong = 'a single value takes too many steps to draw a curve';

describe('a text that is put into itself over and over', () => {
  it.each([
    ['replace', 's = s.replace("a", s)'],
    ['a replacement between all letters', 's = s.replace("", s)'],
    ['a format string', "s = f'{s}{s}'"],
  ])('is not followed further than it is worth: %s', (_, grows) => {
    const source = lines(
      'import torch',
      'def f(x):',
      '    s = "aba"',
      '    for _ in range(60):',
      `        ${grows}`,
      '    return torch.relu(x) if s == "a" else x',
    );
    const { own, bindings } = found(source, 'f');
    expect(interpret(own, bindings).kind).toBe('refusal');
  });
});

const hostile: readonly (readonly [name: string, because: string, source: string])[] = [
  [
    'a list that doubles for ever',
    endless,
    lines('def f(x):', '    xs = [x]', '    while True:', '        xs = xs + xs'),
  ],
  [
    'a list that doubles in place',
    endless,
    lines('def f(x):', '    xs = [x]', '    for _ in range(100):', '        xs += xs', '    return xs[0]'),
  ],
  [
    'pairs of pairs',
    endless,
    lines(
      'def f(x):',
      '    xs = [x]',
      '    for _ in range(40):',
      '        xs = list(zip(xs, xs)) + xs',
      '    return x',
    ),
  ],
  [
    'a list that is appended to itself',
    endless,
    lines(
      'def f(x):',
      '    xs = [x]',
      '    for _ in range(100):',
      '        xs.append(*xs)',
      '    return xs[0]',
    ),
  ],
  [
    'constants that double with every line',
    endless,
    lines('a0 = [1, 1]', ...numbered(39, (i) => `a${i + 1} = [a${i}, a${i}]`), 'def f(x):', '    return a39'),
  ],
  [
    'a large dictionary gone through again and again',
    endless,
    lines(
      `d = {${numbered(900, (i) => `'k${i}': ${i}`).join(', ')}}`,
      'def f(x):',
      '    for _ in range(1500):',
      '        d.items()',
      '    return x',
    ),
  ],
  [
    'thousands of decorators',
    endless,
    lines(
      'import torch',
      ...numbered(2000, () => '@torch.jit.script'),
      'def g(x):',
      '    return x',
      'def f(x):',
      '    for _ in range(900):',
      '        x = g(x)',
      '    return x',
    ),
  ],
  [
    'a call in the depth of an expression, again and again',
    'it is nested too deeply',
    lines(
      'def f(x, n=100):',
      '    if n == 0:',
      '        return x',
      `    return ${'(x + '.repeat(150)}f(x, n - 1)${')'.repeat(150)}`,
    ),
  ],
  [
    'calls within calls in the depth of a recursion',
    'it is nested too deeply',
    lines(
      'def f(x, n=100):',
      '    if n == 0:',
      '        return x',
      `    return ${'max(0.0, '.repeat(100)}f(x, n - 1)${')'.repeat(100)}`,
    ),
  ],
  [
    'two calls of itself each time',
    endless,
    lines('def f(x, n=30):', '    if n == 0:', '        return x', '    return f(x, n - 1) + f(x, n - 1)'),
  ],
  [
    'a constructor of thousands of statements that cannot be followed',
    tooLong,
    lines(
      'class Unit:',
      '    def __init__(self):',
      ...numbered(1500, (i) => `        self.a${i} = unknown_${i}()`),
      '    def forward(self, x):',
      '        return x',
      'def f(x):',
      '    return Unit()(x)',
    ),
  ],
  [
    'a loop whose every value is too dear to draw hundreds of them',
    tooLong,
    lines('def f(x):', '    for i in range(2000):', '        x = x + 0.1 * i', '    return x'),
  ],
];

describe('a function that asks for too much is refused', () => {
  it.each(hostile)('%s', (_, because, source) => {
    const { own, bindings } = found(source, 'f');
    const result = interpret(own, bindings);
    expect(result.kind === 'refusal' && english(result.reason)).toBe(`can't plot because ${because}`);
  });
});

describe('a function that stays within its bounds is drawn', () => {
  it('with a loop of some hundred terms', () => {
    const source = lines(
      'def f(x):',
      '    total, term = 0.0, 1.0',
      '    for n in range(1, 400):',
      '        total = total + term',
      '        term = term * x / n',
      '    return total',
    );
    const { value, slope } = curveOf(source, 'f').evaluate(1.5);
    expect(value).toBeCloseTo(Math.exp(1.5), 12);
    expect(slope).toBeCloseTo(Math.exp(1.5), 12);
  });

  it('with its kinks, though each value takes thousands of steps', () => {
    const source = lines(
      'def f(x):',
      '    y = 0.0',
      '    for i in range(300):',
      '        y = y + 0.001 * i',
      '    return max(x - 0.25, 0.0) + y',
    );
    expect(curveOf(source, 'f').breaks(-5, 5)).toEqual([0.25]);
  });

  it('with a method of a class that has thousands', () => {
    const source = lines(
      'class Unit:',
      ...numbered(5000, (i) => `    def m${i}(self, x):\n        return x * ${i}`),
      '    def forward(self, x):',
      '        return self.m4999(x)',
    );
    expect(curveOf(source, 'Unit').evaluate(2)).toMatchObject({ value: 9998, slope: 4999 });
  });

  it('with the largest of nothing where it takes another way', () => {
    const source = lines('def f(x):', '    return max([]) if x < 0 else x');
    expect(curveOf(source, 'f').evaluate(-1).value).toBeNaN();
    expect(curveOf(source, 'f').evaluate(3)).toMatchObject({ value: 3, slope: 1 });
  });

  it('with a zip of nothing', () => {
    const source = lines('def f(x):', '    for _ in zip():', '        x = x + 1', '    return x');
    expect(curveOf(source, 'f').evaluate(3)).toMatchObject({ value: 3, slope: 1 });
  });
});
