import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineEdit, LineSpan } from '../../src/editor/edits';
import { afterEdits } from '../../src/editor/edits';

const span = (line: number, from = 4, to = 9): LineSpan => ({
  start: { line, character: from },
  end: { line, character: to },
});
const edit = (from: readonly [number, number], to: readonly [number, number], text: string): LineEdit => ({
  range: { start: { line: from[0], character: from[1] }, end: { line: to[0], character: to[1] } },
  text,
});

describe('a squiggle after an edit', () => {
  it.each<[string, LineEdit, number | undefined]>([
    ['on a line below stays', edit([9, 0], [9, 3], 'x'), 5],
    ['on a line above stays', edit([2, 0], [2, 3], 'x'), 5],
    ['that adds a line above moves down', edit([2, 1], [2, 1], 'a\nb'), 6],
    ['that adds a whole line right above moves down', edit([5, 0], [5, 0], 'new = 1\n'), 6],
    ['that takes the whole line above away moves up', edit([4, 0], [5, 0], ''), 4],
    ['on its own line goes', edit([5, 30], [5, 30], ')'), undefined],
    ['before it on its own line goes', edit([5, 0], [5, 0], '# '), undefined],
    ['that joins its line to the one above goes', edit([4, 7], [5, 0], ''), undefined],
    ['that reaches over it goes', edit([1, 0], [8, 0], ''), undefined],
    ['that ends in its line goes', edit([3, 0], [5, 2], 'x'), undefined],
  ])('%s', (_, change, line) => {
    expect(afterEdits(span(5), [change])?.start.line).toBe(line);
  });

  it('keeps the text that it stood on, whatever is edited elsewhere', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ') }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(lines, fc.nat(), fc.nat(), fc.nat(), lines, (text, a, b, at, inserted) => {
        const whole = text.join('\n');
        const [start, end] = [a % (whole.length + 1), b % (whole.length + 1)].sort((x, y) => x - y) as [
          number,
          number,
        ];
        const position = (offset: number): readonly [number, number] => {
          const before = whole.slice(0, offset).split('\n');
          return [before.length - 1, before.at(-1)?.length ?? 0];
        };
        const line = at % text.length;
        const newText = inserted.join('\n');
        const moved = afterEdits(span(line, 0, text[line]?.length ?? 0), [
          edit(position(start), position(end), newText),
        ]);
        const after = (whole.slice(0, start) + newText + whole.slice(end)).split('\n');
        if (moved !== undefined) expect(after[moved.start.line]).toBe(text[line]);
      }),
      { numRuns: 2_000 },
    );
  });
});
