import { readFileSync } from 'node:fs';
import { parser as stock } from '@lezer/python';
import { describe, expect, test } from 'vitest';
import { parser } from '../../../src/core/python/generated/parser.js';
import { parseModule } from '../../../src/core/python/parse';
import { amendments } from '../../../scripts/grammar/amendments.mjs';

/** For each amendment, code that the stock grammar reads otherwise, or not at all, and ours without an error. */
const cases: Readonly<Record<string, readonly string[]>> = {
  'floats that end in a dot': ['f(dropout=0.)', 'x = 1.\n', 'x[1.:]'],
  'bare yield': ['def f():\n    yield\n', 'x = yield', 'x = (yield)'],
  'starred values of an augmented assignment': ['x += *a, b'],
  'targets and brackets of with': [
    'with a as (b, c): pass',
    'with a as self.x: pass',
    'with a as b[0]: pass',
    'with (a as b, c as d): pass',
    'with (\n    a as b,\n    c,\n):\n    pass\nx = 1',
  ],
  'decorators that are any expression': [
    '@a[0].b\ndef f(): pass',
    '@a(b)(c)\ndef f(): pass',
    '@x if y else z\ndef f(): pass',
  ],
  'starred subscripts': ['a[*b]', 'a[c, *b]'],
  'starred iterables of for': ['for x in *a, *b: pass'],
  'starred targets of comprehensions': ['[x for *x, y in z]'],
  'parameters of lambdas': ['lambda x, /, y: x', 'lambda x,: x'],
  'empty patterns': [
    'match a:\n    case Point(): pass',
    'match a:\n    case []: pass',
    'match a:\n    case (): pass',
    'match a:\n    case {}: pass',
    'match a:\n    case {A.b: c}: pass',
  ],
  'concatenated string patterns': ["match a:\n    case 'b' 'c': pass"],
  'subjects of match': [
    'match a, *b:\n    case c: pass',
    'match a:\n    case b if c := b: pass',
    'match a < b:\n    case c: pass',
  ],
  'defaults of type parameters': ['class A[T = int]: pass', 'def f[*Ts = *tuple[int], **P = [int]](): pass'],
  'starred annotations': ['def f(*args: *Ts): pass'],
  'named elements of sets': ['{y := 1, 2}', '{y := f(x) for x in z}'],
  'what not and await bind': ['not a and b', 'async def f():\n    await a + b'],
  'template strings': ["t'{x}'", "rt'{x}'"],
  'format specifications end with their line': ['x = f"{a:b\ny = {1}\n'],
  'format specifications': ["f'{x:=5}'"],
  'continued lines': ['x = 1 \\\n\ny = 2', 'x = 1 \\\n# c\ny = 2'],
  'form feeds': ['if a:\n    b\n\f    c\n', '\f\n\fclass A:\n    b\n\f\n    c\n'],
  'print as a name': ['print = log', 'print if a else b', 'print, a', 'print[0]'],
  'backslashes in strings': ["rf'\\{x}'", "f'\\{x}'", "x = 'a\\\r\nb'\r\n"],
  'unclosed strings end with their line': ["x = 'a\r\ny = 1\r\n"],
  'brackets left open': ['class A:\n    def f(self):\n        self.x = g(h(),\n\n    def k(self): pass\n'],
};
/** Cases that hold an error in Python, too: what counts is where it ends. */
const broken = new Set([
  'format specifications end with their line',
  'unclosed strings end with their line',
  'brackets left open',
]);

describe('amendments of the grammar', () => {
  test('needs no highlighting', () => {
    const generated = new URL('../../../src/core/python/generated/parser.js', import.meta.url);
    expect(readFileSync(generated, 'utf8')).not.toContain('ighlight');
  });

  test.each(Object.entries(cases))('%s', (name, codes) => {
    const differing = codes.filter((code) => stock.parse(code).toString() !== parser.parse(code).toString());
    expect(differing).toEqual(codes);
    if (broken.has(name)) return;
    for (const code of codes) {
      expect(parser.parse(code).toString()).not.toContain('⚠');
      expect(parseModule('file:///m.py', code).errors).toEqual([]);
    }
  });

  test('a replacement or a string that is not closed leaves the next line alone', () => {
    for (const code of ['x = f"{a:b\ny = 1\n', "x = 'a\r\ny = 1\r\n"])
      expect(parser.parse(code).toString()).toMatch(/AssignStatement\(VariableName,AssignOp,Number\)\)$/);
  });

  test('each has its test, and its reason', () => {
    for (const { test: name, reason } of amendments) {
      expect(reason).not.toBe('');
      expect(name === 'needs no highlighting' || name in cases).toBe(true);
    }
  });
});
