import { describe, expect, it } from 'vitest';
import { changedLines } from '../../../src/core/what-if/changed-lines';

const text = 'import a\nclass B:\n    x = one(1)\n    y = two(2)\n\n    z = one(3)\n';
const replace = (what: string, newText: string) => {
  const start = text.indexOf(what);
  return { start, end: start + what.length, newText };
};
const shown = (...edits: Parameters<typeof changedLines>[1]) =>
  changedLines(text, edits).map(({ start, before, after }) => [
    text.slice(0, start).split('\n').length,
    before,
    after,
  ]);

describe('a preview of edits', () => {
  it('shows whole lines, several edits of one line as one place', () => {
    expect(shown(replace('(3)', '(4)'), replace('one', 'two'), replace('1', '7'))).toEqual([
      [3, 'x = one(1)', 'x = two(7)'],
      [6, 'z = one(3)', 'z = one(4)'],
    ]);
  });

  it('shows lines that are put in as nothing but these', () => {
    expect(shown({ start: 0, end: 0, newText: 'import c\n' })).toEqual([[1, '', 'import c']]);
    const end = text.indexOf('\nclass');
    expect(shown({ start: end, end, newText: '\nimport c' })).toEqual([[2, '', 'import c']]);
  });

  it('shows a line that goes, and keeps the steps of indentation', () => {
    expect(shown(replace('    y = two(2)\n', ''))).toEqual([[4, 'y = two(2)', '']]);
    expect(shown(replace('y = two(2)', 'if y:\n        y = 2'))).toEqual([
      [4, 'y = two(2)', 'if y:\n    y = 2'],
    ]);
  });
});
