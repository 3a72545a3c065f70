/** Python that nests deeper than it is read: valid or not, it is named for what it is, ends soon, and hides nothing else of its file. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';
import { Stopwatch } from '../../fuzz/stopwatch';

const above = 'from torch import nn\n';
const below = "\nrnn = nn.RNN(8, 16, nonlinearity='relu')\n";

function open(code: string) {
  const text = `${above}${code}${below}`;
  const document = createLensService().update('file:///project/model.py', 1, text);
  const findings = document.findings(defaultConfiguration);
  return { text, findings, errors: document.syntaxErrors, rules: findings.map(({ rule }) => rule) };
}

const branches = (count: number): string =>
  `if a == 0:\n    b = 0\n${Array.from({ length: count }, (_, index) => `elif a == ${index}:\n    b = ${index}\n`).join('')}`;

/** Each is valid Python: CPython compiles it. */
const valid: readonly (readonly [string, string])[] = [
  ['a sum of 600 terms', `x = ${Array.from({ length: 600 }, (_, index) => `a${index}`).join(' + ')}`],
  ['600 elif', branches(600)],
  ['300 chained calls', `x = y${'.f(1)'.repeat(300)}`],
  ['600 attributes', `x = y${'.f'.repeat(600)}`],
  ['600 subscripts', `x = y${'[0]'.repeat(600)}`],
  ['600 operands of and', `x = ${new Array(600).fill('a').join(' and ')}`],
  ['600 comparisons', `x = ${new Array(600).fill('a').join(' < ')}`],
  ['600 conditionals', `x = ${'1 if a else '.repeat(600)}2`],
  ['600 lambdas', `x = ${'lambda: '.repeat(600)}2`],
  ['600 not', `x = ${'not '.repeat(600)}a`],
  ['a sum in a method', `class A:\n    def f(self):\n        return ${new Array(600).fill('1').join(' + ')}`],
  ['600 elif in a function', `def f(a):\n${branches(600).replace(/^(?=.)/gm, '    ')}`],
];

describe('valid Python that nests too deeply', () => {
  it.each(valid)('%s is named, once, and the rest of the file is linted', (_, code) => {
    const { errors, findings, rules, text } = open(code);
    expect(errors).toEqual([]);
    expect(rules).toEqual(['nested-too-deeply', 'relu-in-recurrent-cell']);
    expect(findings[0]).toMatchObject({
      severity: 'information',
      message: 'This is nested too deeply to analyse: nothing is said about it.',
    });
    expect(findings[0]?.start).toBeGreaterThanOrEqual(above.length);
    expect(findings[0]?.end).toBeLessThanOrEqual(text.length - below.length);
  });

  it('is nothing to speak of while it is read', () => {
    expect(open(`x = ${new Array(400).fill('1').join(' + ')}`).rules).toEqual(['relu-in-recurrent-cell']);
    expect(open(branches(400)).rules).toEqual(['relu-in-recurrent-cell']);
  });

  it('leaves what stands beside it in the same statement to the rules', () => {
    const deep = new Array(600).fill('1').join(' + ');
    const code = `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.cell = nn.RNN(8, 16, nonlinearity='relu')\n        self.size = ${deep}`;
    expect(open(code).rules).toEqual([
      'relu-in-recurrent-cell',
      'nested-too-deeply',
      'relu-in-recurrent-cell',
    ]);
  });

  it('may be kept by a comment, and turned off', () => {
    const text = `${above}x = ${new Array(600).fill('1').join(' + ')}  # activation-lens: ignore[nested-too-deeply]\n`;
    const document = createLensService().update('file:///project/model.py', 1, text);
    expect(document.findings(defaultConfiguration)).toEqual([]);
    const ignoring = { ...defaultConfiguration, ignore: ['nested-too-deeply'] };
    const other = createLensService().update(
      'file:///project/a.py',
      1,
      `${above}x = ${'not '.repeat(600)}a\n`,
    );
    expect(other.findings(ignoring)).toEqual([]);
  });
});

describe('fifty thousand levels', () => {
  it.each([
    ['not', `x = ${'not '.repeat(50_000)}a`],
    ['not, behind which nothing stands', `x = ${'not '.repeat(50_000)}`],
    ['not in a condition', `if ${'not '.repeat(50_000)}a:\n    b = 1`],
    ['minus', `x = ${'-'.repeat(50_000)}a`],
    ['brackets', `x = ${'('.repeat(50_000)}a${')'.repeat(50_000)}`],
    ['lists', `x = ${'['.repeat(50_000)}a${']'.repeat(50_000)}`],
    ['dictionaries', `x = ${'{1:'.repeat(50_000)}a${'}'.repeat(50_000)}`],
    ['calls', `x = ${'f('.repeat(50_000)}a${')'.repeat(50_000)}`],
    ['awaits', `async def f():\n    return ${'await '.repeat(50_000)}a`],
    ['terms', `x = ${'1 + '.repeat(50_000)}1`],
    ['powers', `x = ${'1 ** '.repeat(50_000)}1`],
    ['open brackets', `x = ${'('.repeat(50_000)}`],
    ['open lists', `x = ${'['.repeat(50_000)}`],
  ])('of %s end in a second or two and are named', (_, code) => {
    const watch = new Stopwatch(true);
    const { rules, errors } = watch.time('linting', () => open(code));
    expect(watch.slowest, watch.toString()).toBeLessThan(4_000);
    expect(rules).toContain('nested-too-deeply');
    expect(errors).toEqual([]);
  });
});
