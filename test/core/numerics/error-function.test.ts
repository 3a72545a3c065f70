import { describe, expect, it } from 'vitest';
import fastCheck from 'fast-check';
import { erf, erfc, normalDistribution } from '../../../src/core/numerics/error-function';
// 50-digit values from mpmath, rounded to float64.
import rows from './error-function.reference.json';

function relativeError(actual: number, expected: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
}

describe('error function', () => {
  it.each(rows)('agrees with 50-digit values at $x', (row) => {
    expect(relativeError(erf(row.x), row.erf)).toBeLessThan(5e-16);
    expect(relativeError(erfc(row.x), row.erfc)).toBeLessThan(8e-16);
    // The argument x/√2 is rounded, which the tail magnifies by x².
    expect(relativeError(normalDistribution(row.x), row.distribution)).toBeLessThan(
      6e-16 + 2e-16 * row.x * row.x,
    );
  });

  it('is odd, and erf + erfc is 1, everywhere', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.double({ min: -30, max: 30, noNaN: true }), (x) => {
        expect(erf(-x)).toBe(-erf(x));
        expect(Math.abs(erf(x) + erfc(x) - 1)).toBeLessThan(5e-16);
      }),
    );
  });

  it('answers infinities and NaN', () => {
    expect(erf(Infinity)).toBe(1);
    expect(erfc(-Infinity)).toBe(2);
    expect(erfc(Infinity)).toBe(0);
    expect(erf(Number.NaN)).toBeNaN();
  });
});
