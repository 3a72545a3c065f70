import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainList } from '../../../../src/core/python/read/plain-list';
import { parseUnit, ParsedUnit } from '../../../../src/core/python/unit';

const uri = 'file:///labels.py';

/** What stands in a list of labels, and what makes it something else. */
const piece = fc.constantFrom(
  '"tench"',
  "'great white shark'",
  '"a \\"b\\""',
  '"é 中"',
  '""',
  "''",
  '"""long"""',
  'f"{x}"',
  '1',
  '0',
  '007',
  '12.5',
  '1.',
  '1e5',
  '-1',
  '1_000',
  'True',
  'name',
  ',',
  ',',
  ',',
  ' ',
  '\n    ',
  '\r\n',
  '\f',
  '[',
  ']',
  '# note\n',
  ' for x in y',
);
const name = fc.constantFrom(
  'LABELS',
  'NAMES',
  'x',
  '_x1',
  'print',
  'match',
  'type',
  'None',
  'if',
  'étiquettes',
  'a.b',
);
const ending = fc.constantFrom('', '', '', ' ', ' # done', '; x = 1', ' + [1]', '\\', '.copy()');

describe('a list of plain strings and numbers', () => {
  it('is read as the parser reads it', () => {
    let read = 0;
    fc.assert(
      fc.property(
        name,
        fc.constantFrom(' = [', ' = [', '=[', ' = (', ': list = ['),
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
          fc
            .array(fc.constantFrom('"cat"', "'dog'", '3', '0.5'), { maxLength: 6 })
            .map((items) => items.join(',\n    ')),
        ),
        fc.constantFrom(']', ',]', '\n]', ''),
        ending,
        (target, start, inside, close, end) => {
          const text = `${target}${start}${inside}${close}${end}`;
          const unit = new ParsedUnit(uri, text);
          const list = readPlainList(unit, text);
          if (list === undefined) return;
          read++;
          const parsed = parseUnit(unit, text);
          expect(parsed.errors).toEqual([]);
          expect(parsed.comments).toEqual([]);
          expect(parsed.body).toEqual([list]);
        },
      ),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it('takes a thousand labels', () => {
    const text = `LABELS = [\n${Array.from({ length: 1000 }, (_, index) => `    "label ${String(index)}",\n`).join('')}]`;
    const list = readPlainList(new ParsedUnit(uri, text), text);
    expect(list?.value).toMatchObject({ kind: 'List', elements: { length: 1000 } });
  });
});
