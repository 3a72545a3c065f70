/** The analytic derivatives against differences of the function, away from kinks, for the whole catalogue. */
import { describe, expect, it } from 'vitest';
import fastCheck from 'fast-check';
import { allActivations, evaluate } from '../../../src/core/activations/catalogue';

const step = 1e-4;

/** Fourth-order central difference. */
function difference(f: (x: number) => number, x: number): number {
  return (8 * (f(x + step) - f(x - step)) - (f(x + 2 * step) - f(x - 2 * step))) / (12 * step);
}

describe.each(allActivations.map((activation) => [activation.id, evaluate(activation)] as const))(
  '%s',
  (id, curve) => {
    const domain = id === 'log1mexp' ? { min: 0.05, max: 8 } : { min: -8, max: 8 };
    const isNearBreak = (x: number) => [0, ...curve.breaks].some((at) => Math.abs(x - at) < 3 * step);

    it('has the slope and curvature that differences show', () => {
      fastCheck.assert(
        fastCheck.property(fastCheck.double({ ...domain, noNaN: true }), (x) => {
          fastCheck.pre(!isNearBreak(x));
          const scale = 1 + Math.abs(curve.value(x)) + Math.abs(curve.slope(x));
          expect(Math.abs(curve.slope(x) - difference(curve.value, x)) / scale).toBeLessThan(1e-9);
          if (curve.curvature) {
            const size = scale + Math.abs(curve.curvature(x));
            expect(Math.abs(curve.curvature(x) - difference(curve.slope, x)) / size).toBeLessThan(1e-9);
          }
        }),
        { numRuns: 200, seed: 7 },
      );
    });

    it('states its one-sided derivatives at kinks', () => {
      for (const kink of curve.kinks) {
        const near = 1e-7;
        expect(curve.slope(kink.x - near)).toBeCloseTo(kink.leftDerivative, 5);
        expect(curve.slope(kink.x + near)).toBeCloseTo(kink.rightDerivative, 5);
      }
    });

    it('stays finite or honestly infinite at ±1e4', () => {
      for (const x of [-1e4, -1e3, 1e3, 1e4]) {
        const outside = id === 'log1mexp' && x < 0;
        expect(Number.isNaN(curve.value(x)), `value at ${x}`).toBe(outside);
        expect(Number.isNaN(curve.slope(x)), `slope at ${x}`).toBe(outside);
        expect(Number.isNaN(curve.curvature?.(x) ?? 0), `curvature at ${x}`).toBe(outside);
      }
    });
  },
);
