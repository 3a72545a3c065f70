import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseModule } from '../../../src/core/python/parse';
import { shapesOf, type Shape } from '../../corpus/python-shapes';

/** Constructs of Python with the shape that CPython 3.11 gives them (made with scripts/corpus-shapes.py). */
const constructs = JSON.parse(readFileSync(new URL('constructs.json', import.meta.url), 'utf8')) as readonly {
  readonly code: string;
  readonly statements: readonly Shape[];
}[];

describe('constructs have the shape that CPython gives them, without an error', () => {
  test.each(constructs)('$code', ({ code, statements }) => {
    const module = parseModule('file:///m.py', code);
    expect(module.errors).toEqual([]);
    expect(module.units.flatMap(({ body }) => shapesOf(body))).toEqual(statements);
  });

  test('there are enough of them', () => {
    expect(constructs.length).toBeGreaterThanOrEqual(79);
  });
});
