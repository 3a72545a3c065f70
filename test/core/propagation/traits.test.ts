import { describe, expect, it } from 'vitest';
import { allActivations, evaluate } from '../../../src/core/activations/catalogue';
import { isSelfNormalising, traitsOf } from '../../../src/core/propagation/traits';

const elementwise = allActivations.filter(({ elementwise: each }) => each);

describe('traits', () => {
  it.each(elementwise.map((activation) => [activation.id, activation] as const))(
    'of %s agree with what the catalogue says of it',
    (_, activation) => {
      const traits = traitsOf(evaluate(activation));
      const isFinite = /^[[({][^∞]*[\])}]$/.test(activation.range) && !/depends/.test(activation.range);
      if (/^[[({]/.test(activation.range)) expect(traits.bounded).toBe(isFinite);
      expect(traits.monotonic).toBe(activation.monotonic !== 'none');
    },
  );

  it('tell smooth curves from those with a kink or a jump', () => {
    const smooth = new Map(elementwise.map((one) => [one.id, traitsOf(evaluate(one)).smooth]));
    for (const id of ['tanh', 'gelu', 'silu', 'softplus', 'elu', 'relu_squared'])
      expect([id, smooth.get(id)]).toEqual([id, true]);
    for (const id of ['relu', 'leaky_relu', 'hardtanh', 'selu', 'heaviside', 'hard_swish'])
      expect([id, smooth.get(id)]).toEqual([id, false]);
  });

  it('find one self-normalising activation', () => {
    expect(elementwise.filter((one) => isSelfNormalising(evaluate(one))).map(({ id }) => id)).toEqual([
      'selu',
    ]);
  });

  it('know gates', () => {
    const gated = allActivations.filter((one) => one.gated).map(({ id }) => id);
    expect(gated).toEqual(expect.arrayContaining(['silu', 'swiglu']));
    expect(gated).not.toContain('relu');
  });
});
