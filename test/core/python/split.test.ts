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
          const old = splitUnits(before);
          const { head, tail, ...split } = splitChanged(after, old, { start, end, newText });
          expect({ ...split, head: 0, tail: 0 }).toEqual(splitUnits(after));
          const texts = (of: string, { units }: Pick<typeof old, 'units'>): readonly string[] =>
            units.map((unit) => of.slice(unit.start, unit.end));
          const [was, now] = [texts(before, old), texts(after, split)];
          expect(now.slice(0, head)).toEqual(was.slice(0, head));
          expect(now.slice(now.length - tail)).toEqual(was.slice(was.length - tail));
          expect(head + tail).toBeLessThanOrEqual(Math.min(was.length, now.length));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('takes over what stands above the statement before the change, and what stands behind the next', () => {
    const before = 'a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n';
    const after = 'a = 1\nb = 2\nc = 33\nd = 4\ne = 5\n';
    const { head, tail } = splitChanged(after, splitUnits(before), { start: 17, end: 17, newText: '3' });
    expect([head, tail]).toEqual([1, 2]);
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
