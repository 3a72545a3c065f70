import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/core/activations/catalogue';
import { findShown } from '../../../src/cli/curve-source';

interface Measured {
  readonly at: readonly number[];
  readonly functions: readonly {
    readonly id: string;
    readonly line: number;
    readonly code: string;
    readonly mixes?: true;
    readonly values?: readonly (number | null)[];
    readonly derivatives?: readonly (number | null)[];
  }[];
}

const file = join(__dirname, '../../fixtures/own-functions/measured.json');
const measured = JSON.parse(readFileSync(file, 'utf8')) as Measured;
const folder = mkdtempSync(join(tmpdir(), 'own-functions-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What `show` draws for the line on which the function is defined. */
function shownAt(
  code: string,
  line: number,
): (x: number) => { readonly value: number; readonly slope: number } {
  const path = join(folder, 'own.py');
  writeFileSync(path, code);
  const shown = findShown(`${path}:${String(line)}`);
  if (shown.kind === 'own') return (x) => shown.curve.evaluate(x);
  const curve = evaluate(shown.activation, shown.parameters);
  return (x) => ({ value: curve.value(x), slope: curve.slope(x) });
}

/** Weights that keep 32 bits and sums in another order differ by less. */
const near = (a: number, b: number, relative: number) =>
  Math.abs(a - b) <= relative * Math.max(1, Math.abs(b));

describe('functions as people write them have the values and derivatives of their library', () => {
  it.each(measured.functions.filter(({ mixes }) => !mixes).map((one) => [one.id, one] as const))(
    '%s',
    (_, { code, line, values = [], derivatives = [] }) => {
      const drawn = shownAt(code, line);
      for (const [index, x] of measured.at.entries()) {
        const { value, slope } = drawn(x);
        const [y, dy] = [values[index], derivatives[index]];
        expect([
          x,
          y === null || y === undefined ? Number.isNaN(value) || value : near(value, y, 1e-9),
        ]).toEqual([x, true]);
        if (dy !== null && dy !== undefined)
          expect([x, slope, near(slope, dy, 1e-7)]).toEqual([x, slope, true]);
      }
    },
  );
});

describe('functions that combine elements are refused', () => {
  it.each(measured.functions.filter(({ mixes }) => mixes).map((one) => [one.id, one] as const))(
    '%s',
    (_, { code, line }) => {
      expect(() => shownAt(code, line)).toThrow(/can't plot because/);
    },
  );
});
