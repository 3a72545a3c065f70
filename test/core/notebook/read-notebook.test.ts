import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesInFile } from '../../../src/core/notebook/places-in-file';
import { readNotebook } from '../../../src/core/notebook/read-notebook';

const code = (source: unknown, more: object = {}) => ({ cell_type: 'code', source, ...more });
const file = (cells: unknown, metadata: unknown = {}) => JSON.stringify({ cells, metadata, nbformat: 4 });
const texts = (content: string) => {
  const reading = readNotebook(content);
  return reading.kind === 'problem'
    ? reading.problem
    : reading.cells.map(({ number, text }) => [number, text]);
};

describe('reading a notebook', () => {
  it('gives its Python cells, numbered as editors number them', () => {
    const markdown = { cell_type: 'markdown', source: ['# words'] };
    const raw = { cell_type: 'raw', source: 'x' };
    expect(texts(file([markdown, code(['a\n', 'b']), raw, code('c')]))).toEqual([
      [2, 'a\nb'],
      [4, 'c'],
    ]);
  });

  it.each([
    [{ kernelspec: { language: 'python' } }, 1],
    [{ language_info: { name: 'ipython' } }, 1],
    [{ kernelspec: { language: 'R' } }, 0],
    [{ kernelspec: { language: 'julia' }, language_info: { name: 'julia' } }, 0],
    ['no table', 1],
  ])('asks the kernel for its language: %j', (metadata, count) => {
    expect(texts(file([code('x')], metadata))).toHaveLength(count);
  });

  it('leaves out cells of another language, and keeps Python ones under another kernel', () => {
    const inLanguage = (languageId: string) => code('x', { metadata: { vscode: { languageId } } });
    expect(texts(file([inLanguage('javascript'), code('x')]))).toEqual([[2, 'x']]);
    expect(texts(file([inLanguage('python'), code('x')], { kernelspec: { language: 'julia' } }))).toEqual([
      [1, 'x'],
    ]);
  });

  it.each([
    ['', 'is not valid JSON'],
    ['{"cells": [', 'is not valid JSON'],
    ['[]', 'is not a notebook of format 4'],
    ['{"worksheets": []}', 'is not a notebook of format 4'],
  ])('%j is none', (content, problem) => {
    expect(texts(content)).toBe(problem);
  });

  it('passes over cells that make no sense', () => {
    expect(texts(file([null, 3, 'x', code(3), code(['a', 3]), code(undefined), code('y')]))).toEqual([
      [7, 'y'],
    ]);
  });
});

describe('places in the file', () => {
  it('are the same characters, however they are written there', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', '\t', 'é', '\u{1F525}', '\u0001') });
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        fc.constantFrom(0, 2),
        (source, a, b, split, indent) => {
          const cell = code(split ? source.split(/(?<=\n)/) : source);
          const content = JSON.stringify({ cells: [code('other'), cell] }, undefined, indent);
          const start = a % (source.length + 1);
          const line = source.indexOf('\n', start);
          const longest = (line < 0 ? source.length : line) - start;
          const range = { start, end: start + (b % (longest + 1)) };
          const place = placesInFile(content)(2, range);
          expect(place && JSON.parse(`"${content.slice(place.start, place.end)}"`)).toBe(
            source.slice(range.start, range.end),
          );
        },
      ),
    );
  });

  it('are undefined where there is no such cell or text', () => {
    const places = placesInFile(file([code('abc')]));
    expect(places(2, { start: 0, end: 1 })).toBeUndefined();
    expect(places(1, { start: 0, end: 9 })).toBeUndefined();
    expect(placesInFile('nonsense')(1, { start: 0, end: 0 })).toBeUndefined();
  });
});
