import { describe, expect, it } from 'vitest';
import type { ActivationParameters, ElementwiseActivation } from '../../../src/core/activations/activation';
import { allActivations } from '../../../src/core/activations/catalogue';
import { shapeOfCurve } from '../../../src/core/activations/curve-shape';

const near = Array.from({ length: 12_001 }, (_, index) => -120 + index / 50);
const inputs = [-1e4, -1e3, -300, ...near, 300, 1e3, 1e4];
const tried = [-5, -1, -0.5, 0, 0.1, 0.5, 1, 2, 3, 15, 50];

const cases = allActivations.flatMap((activation) =>
  !activation.elementwise
    ? []
    : activation.parameters.flatMap(({ name, default: usual }) =>
        typeof usual === 'number' ? [[activation.id, name, activation] as const] : [],
      ),
);

const shapeOf = ({ value, slope, kinks }: ElementwiseActivation, given: ActivationParameters) =>
  shapeOfCurve({
    value: (x) => value(x, given),
    slope: (x) => slope(x, given),
    breaks: kinks(given).map(({ x }) => x),
  });

describe('range and growth with any parameters are those of the values', () => {
  it.each(cases)('%s, %s', (_, name, activation) => {
    const usual = Object.fromEntries(activation.parameters.map((one) => [one.name, one.default]));
    for (const parameter of tried) {
      const given = { ...usual, [name]: parameter };
      const { range, monotonic } = shapeOf(activation, given);
      const values = inputs.map((x) => activation.value(x, given));
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const slack = (bound: number): number => 1e-6 * Math.max(1, Math.abs(bound));
      if (range) {
        expect([parameter, low >= range.low - slack(range.low)]).toEqual([parameter, true]);
        expect([parameter, high <= range.high + slack(range.high)]).toEqual([parameter, true]);
      }
      const steps = values
        .slice(1)
        .map((y, index) => (y - (values[index] ?? y)) / Math.max(1, Math.abs(y)))
        .filter((step) => Math.abs(step) > 1e-12);
      if (/increasing/u.test(monotonic))
        expect([parameter, steps.every((step) => step > 0)]).toEqual([parameter, true]);
      if (/decreasing/u.test(monotonic))
        expect([parameter, steps.every((step) => step < 0)]).toEqual([parameter, true]);
    }
  });

  it('a slow SiLU turns far out, and a softplus with a low threshold falls there', () => {
    const { silu, softplus } = Object.fromEntries(cases.map(([id, , activation]) => [id, activation]));
    if (!silu || !softplus) throw new Error('not in the catalogue');
    const slow = shapeOf(silu, { beta: 0.1 });
    expect([slow.monotonic, slow.range?.low]).toEqual(['none', expect.closeTo(-2.7846454, 6)]);
    expect(shapeOf(softplus, { beta: 1, threshold: 3 })).toMatchObject({
      monotonic: 'none',
      range: undefined,
    });
  });
});
