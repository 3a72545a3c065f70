import { describe, expect, it } from 'vitest';
import fastCheck from 'fast-check';
import { formatNumber, niceTicks } from '../../../src/core/plot/ticks';

describe('ticks', () => {
  it('are round and carry no rounding dust', () => {
    expect(niceTicks(-5, 5, 6)).toEqual([-4, -2, 0, 2, 4]);
    expect(niceTicks(-0.06, 1.06, 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(0, 0.35, 8)).toEqual([0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
  });

  it('lie within the interval and are not too many, for any interval', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.double({ min: -1e6, max: 1e6, noNaN: true }),
        fastCheck.double({ min: 1e-3, max: 1e6, noNaN: true }),
        fastCheck.integer({ min: 1, max: 12 }),
        (from, width, most) => {
          const ticks = niceTicks(from, from + width, most);
          expect(ticks.length).toBeLessThanOrEqual(most + 1);
          const slack = width * 1e-6;
          expect(ticks.every((tick) => tick >= from - slack && tick <= from + width + slack)).toBe(true);
        },
      ),
    );
  });

  it('give nothing for an empty or unbounded interval', () => {
    expect(niceTicks(1, 1)).toEqual([]);
    expect(niceTicks(0, Infinity)).toEqual([]);
  });
});

describe('numbers for people', () => {
  it.each([
    [-0.5, '−0.5'],
    [0.1 + 0.2, '0.3'],
    [-0, '0'],
    [1e-7, '1e−7'],
    [250000, '2.5e5'],
    [-Infinity, '−∞'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});
