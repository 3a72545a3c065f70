import { describe, expect, it } from 'vitest';
import { activationById, evaluate } from '../../../src/core/activations/catalogue';
import { landmarks } from '../../../src/core/numerics/landmarks';

const range = { from: -5, to: 5 };
/** As a hover's picture looks for them: in few steps, with the places where f may break. */
function specialPoints(
  { value, slope, breaks }: Parameters<typeof landmarks>[0],
  interval: Parameters<typeof landmarks>[1],
) {
  const found = landmarks({ value, slope, breaks }, interval, 240);
  return {
    zeros: found.filter(({ kind }) => kind === 'root').map(({ x }) => x),
    extremes: found.filter(({ kind }) => kind === 'minimum' || kind === 'maximum'),
  };
}
const smooth = (value: (x: number) => number, slope: (x: number) => number) =>
  specialPoints({ value, slope, breaks: [] }, range);

function ofActivation(id: string) {
  const activation = activationById(id);
  if (activation === undefined) throw new Error(`no ${id}`);
  return specialPoints(evaluate(activation), range);
}

describe('points that one looks for in a curve', () => {
  // Minima by 30-digit arithmetic: roots of f′ with mpmath.
  it.each([
    ['silu', -1.2784645427610738, -0.2784645427610738],
    ['gelu', -0.7517915246935645, -0.16997120747990369],
    ['mish', -1.1924312145154246, -0.30884341301725043],
    ['hard_swish', -1.5, -0.375],
  ])('finds the minimum of %s', (id, x, y) => {
    const { extremes, zeros } = ofActivation(id);
    expect(extremes).toHaveLength(1);
    expect(extremes[0]?.kind).toBe('minimum');
    expect(extremes[0]?.x).toBeCloseTo(x, 6);
    expect(extremes[0]?.y).toBeCloseTo(y, 10);
    if (id !== 'hard_swish') expect(zeros.map((zero) => zero + 0)).toEqual([0]);
  });
  it('finds no zero on a stretch of zeros, and no turn at its end', () => {
    expect(ofActivation('relu')).toEqual({ zeros: [], extremes: [] });
    expect(ofActivation('hard_sigmoid')).toEqual({ zeros: [], extremes: [] });
  });
  it('finds every turn and zero of a wave', () => {
    const { zeros, extremes } = smooth(Math.sin, Math.cos);
    expect(zeros.map((x) => x.toFixed(6))).toEqual(['-3.141593', '0.000000', '3.141593']);
    expect(extremes.map(({ kind, x }) => `${kind} ${x.toFixed(6)}`)).toEqual([
      'maximum -4.712389',
      'minimum -1.570796',
      'maximum 1.570796',
      'minimum 4.712389',
    ]);
  });
  it('takes a corner for a turn, a jump through zero for neither', () => {
    const corner = specialPoints(
      { value: (x) => Math.abs(x - 1), slope: (x) => Math.sign(x - 1), breaks: [1] },
      range,
    );
    expect(corner.extremes).toHaveLength(1);
    expect(corner.extremes[0]?.x).toBeCloseTo(1, 6);
    const sign = specialPoints({ value: (x) => (x < 0.3 ? -1 : 1), slope: () => 0, breaks: [0.3] }, range);
    expect(sign).toEqual({ zeros: [], extremes: [] });
  });
  it('takes a level inflexion and a pole for no turn', () => {
    expect(
      smooth(
        (x) => x ** 3,
        (x) => 3 * x ** 2,
      ).extremes,
    ).toEqual([]);
    expect(
      smooth(
        (x) => 1 / x,
        (x) => -1 / x ** 2,
      ),
    ).toEqual({ zeros: [], extremes: [] });
    expect(
      smooth(
        (x) => 1 / (x - 0.01) ** 2,
        (x) => -2 / (x - 0.01) ** 3,
      ).extremes,
    ).toEqual([]);
  });
  it('survives what is nowhere defined, and a range of nothing', () => {
    const nowhere = () => Number.NaN;
    expect(smooth(nowhere, nowhere)).toEqual({ zeros: [], extremes: [] });
    const empty = { value: Math.sin, slope: Math.cos, breaks: [] };
    expect(specialPoints(empty, { from: 1, to: 1 })).toEqual({ zeros: [], extremes: [] });
    expect(specialPoints(empty, { from: 0, to: Infinity })).toEqual({ zeros: [], extremes: [] });
  });
});
