import { describe, expect, it } from 'vitest';
import { activationById, evaluate } from '../../../src/core/activations/catalogue';
import { landmarks, type Landmark } from '../../../src/core/numerics/landmarks';

function of(id: string, parameters = {}, from = -5, to = 5): readonly Landmark[] {
  const activation = activationById(id);
  if (!activation) throw new Error(`no ${id}`);
  return landmarks(evaluate(activation, parameters), { from, to });
}
const near = (x: number, digits = 9): number => expect.closeTo(x, digits) as number;

describe('landmarks', () => {
  it('of GELU are its root, its minimum and the inflexions at ±√2', () => {
    // x·Φ(x): f″ = φ(x)(2 − x²) and Φ(−√2) = erfc(1)/2; the minimum solves Φ(x) + xφ(x) = 0.
    expect(of('gelu')).toEqual([
      { kind: 'inflexion', x: near(-Math.SQRT2), y: near(-Math.SQRT2 * 0.07864960352514258) },
      { kind: 'minimum', x: near(-0.7517915246935645), y: near(-0.16997120747990369) },
      { kind: 'root', x: 0, y: 0 },
      { kind: 'inflexion', x: near(Math.SQRT2), y: near(Math.SQRT2 * (1 - 0.07864960352514258)) },
    ]);
  });

  it('of tanh is one place, root and inflexion', () => {
    expect(of('tanh').map(({ kind, x }) => [kind, x])).toEqual([
      ['root', 0],
      ['inflexion', 0],
    ]);
  });

  it.each(['relu', 'relu6', 'hard_sigmoid', 'exponential', 'softplus'])(
    'of %s are none: where it is zero, level or straight there is nothing particular',
    (id) => {
      expect(of(id)).toEqual([]);
    },
  );

  it('of sigmoid is its inflexion at one half, though it never crosses zero', () => {
    expect(of('sigmoid')).toEqual([{ kind: 'inflexion', x: 0, y: 0.5 }]);
  });

  it('of a jump are none', () => {
    expect(of('heaviside')).toEqual([]);
    expect(of('threshold', { threshold: 1, value: -2 })).toEqual([]);
    const jump = { value: (x: number) => (x < 0.3 ? -1 : 2), slope: () => 0, curvature: () => 0 };
    expect(landmarks(jump, { from: -5, to: 5 })).toEqual([]);
  });

  it('are an extremum where a kink turns the curve', () => {
    const bowl = { value: (x: number) => Math.abs(x - 0.3) - 1, slope: (x: number) => Math.sign(x - 0.3) };
    expect(landmarks(bowl, { from: -5, to: 5 })).toEqual([
      { kind: 'root', x: near(-0.7), y: near(0) },
      { kind: 'minimum', x: near(0.3), y: near(-1) },
      { kind: 'root', x: near(1.3), y: near(0) },
    ]);
  });

  it('are a root where the curve only touches zero', () => {
    const square = { value: (x: number) => (x - 0.3) ** 2, slope: (x: number) => 2 * (x - 0.3) };
    expect(landmarks(square, { from: -5, to: 5 }).map(({ kind }) => kind)).toEqual(['root', 'minimum']);
  });

  it('of a fast wave are not listed', () => {
    const wave = { value: (x: number) => Math.sin(100 * x), slope: (x: number) => 100 * Math.cos(100 * x) };
    expect(landmarks(wave, { from: -5, to: 5 })).toEqual([]);
  });

  it('have nothing to say where a function has no value', () => {
    const none = { value: () => NaN, slope: () => NaN, curvature: () => NaN };
    expect(landmarks(none, { from: -5, to: 5 })).toEqual([]);
  });
});
