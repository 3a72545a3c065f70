import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitChanged, splitUnits } from '../../../src/core/python/split';

/** Pieces that move the borders of statements: brackets, quotes, clauses, comments, decorators, indentation. */
const piece = fc.constantFrom(
  'import torch\n',
  'x = 1\n',
  'def f(x):\n    return x\n',
  'class A:\n    y = 2\n\n    def g(self):\n        pass\n',
  '@decorated\n',
  'if x:\n    pass\n',
  'else:\n    pass\n',
  '# a comment\n',
  '    # inside\n',
  '"""text\nmore\n"""\n',
  "f'{x}'\n",
  'y = [\n  1,\n',
  ']\n',
  '(',
  ')',
  '"',
  "'''",
  '\\\n',
  '\r\n',
  '\r',
  'x = 1\r',
  '\f',
  '\n',
  '    ',
  'e',
);
const text = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

describe('splitting after a change', () => {
  it('gives what splitting the whole text gives', () => {
    fc.assert(
      fc.property(
        text,
        piece,
        fc.nat(),
        fc.nat(30),
        fc.boolean(),
        (before, newText, position, length, inserts) => {
          const start = position % (before.length + 1);
          const end = inserts ? start : Math.min(before.length, start + length);
          const after = before.slice(0, start) + newText + before.slice(end);
          expect(splitChanged(after, splitUnits(before), { start, end, newText })).toEqual(splitUnits(after));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('moves what stands behind the change', () => {
    const before = 'a = 1\nb = 2\nc = 3\nd = 4\n';
    const after = 'a = 1\nb = 2\nlonger = 3\nd = 4\n';
    expect(splitChanged(after, splitUnits(before), { start: 12, end: 13, newText: 'longer' }).units).toEqual([
      { start: 0, end: 5 },
      { start: 6, end: 11 },
      { start: 12, end: 22 },
      { start: 23, end: 28 },
    ]);
  });
});
