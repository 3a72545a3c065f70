import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blankMagics } from '../../../src/core/notebook/blank-magics';
import { joinCells } from '../../../src/core/notebook/join-cells';
import { singleChange } from '../../../src/core/python/text-change';

describe('blanking what only IPython understands', () => {
  it.each([
    ['%matplotlib inline', ''],
    ['  %time x = f()', ''],
    ['!pip install torch', ''],
    ['??nn.ReLU', ''],
    ['nn.ReLU?', ''],
    ['x.shape??  # why', ''],
    ['files = !ls', 'files = _'],
    ['out = %sql select 1', 'out = _'],
    ['!pip install \\\n  torch\nx = 1', '\n\nx = 1'],
    ['timeit -n 5 -r 5 f(x)', ''],
    ['pip install torch', ''],
    ['if COLAB:\n  pip install -q torch', 'if COLAB:\n  0'],
    ['cd ../data', ''],
    ['%%bash\necho nn.ReLU', '\n'],
    ['%%html\n<b>', '\n'],
    ['%%time\nx = nn.ReLU()', '\nx = nn.ReLU()'],
    ['if COLAB:\n    !pip install torch\nx = 1', 'if COLAB:\n    0\nx = 1'],
    [
      'try:  # here:\n\n  # none\n  %cd a\n  !ls\nexcept E:\n  x?',
      'try:  # here:\n\n  # none\n  0\n\nexcept E:\n  0',
    ],
    ['d = {1:\n  2}\n!ls', 'd = {1:\n  2}\n'],
    ['if a:\n    x = 1\n    !ls', 'if a:\n    x = 1\n'],
    ['s = "a:"\n!ls', 's = "a:"\n'],
  ])('%j becomes %j', (cell, expected) => {
    const { text } = blankMagics(cell);
    expect(text.length).toBe(cell.length);
    expect(text.replaceAll(/[ \t]+$/gm, '')).toBe(expected);
  });

  it.each([
    'y = (x\n  % 3)',
    'y = x \\\n  % 3',
    's = """\n%matplotlib inline\n!ls\n"""',
    "s = 'a' # %x",
    'x = y != z',
    'x = "!" % 3',
    'print("what?")',
    'time in times',
    'cat = time - start',
    'run (x)',
    'ls[0]',
    'time if a else b',
    'x: int = 5 % 3',
  ])('leaves Python alone: %j', (cell) => {
    expect(blankMagics(cell).text).toBe(cell);
  });

  it('keeps length and line ends of anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'%!?\'"\\#([{)]}= \r\nab') }), (cell) => {
        const { text } = blankMagics(cell);
        expect(text.length).toBe(cell.length);
        expect(text.replaceAll(/[^\n]/g, '')).toBe(cell.replaceAll(/[^\n]/g, ''));
      }),
    );
  });
});

describe('joining cells', () => {
  it('finds every place of every cell again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.nat(),
        (cells, a, b) => {
          const joined = joinCells(cells);
          const cell = a % cells.length;
          const length = cells[cell]?.length ?? 0;
          const start = length === 0 ? 0 : b % length;
          const base = joined.startOf(cell) ?? Number.NaN;
          expect(joined.locate({ start: base + start, end: base + length })).toEqual({
            cell,
            start,
            end: length,
          });
        },
      ),
    );
  });

  it('does not let a cell that is half typed swallow the next', () => {
    const joined = joinCells(['model = nn.Sequential(\n  nn.Linear(2, 3', 's = """open', 'x = 1']);
    expect(joined.text).toBe('model = nn.Sequential(\n  nn.Linear(2, 3))\ns = """open"""\nx = 1\n');
  });

  it('has no place for what lies between cells or reaches over two', () => {
    const joined = joinCells(['f(', 'x']);
    expect(joined.locate({ start: 2, end: 3 })).toBeUndefined();
    expect(joined.locate({ start: 0, end: 5 })).toBeUndefined();
    expect(joinCells([]).locate({ start: 0, end: 0 })).toBeUndefined();
  });

  it('tells two versions apart by one replacement', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b') }),
        fc.string({ unit: fc.constantFrom('a', 'b') }),
        (one, other) => {
          const { start, end, newText } = singleChange(one, other);
          expect(one.slice(0, start) + newText + one.slice(end)).toBe(other);
        },
      ),
    );
  });
});
