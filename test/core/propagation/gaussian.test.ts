import { describe, expect, it } from 'vitest';
import { activationById, allActivations, evaluate } from '../../../src/core/activations/catalogue';
import { outputDensity } from '../../../src/core/propagation/density';
import { gaussianFacts } from '../../../src/core/propagation/gaussian';
import reference from '../../reference/activations.json';

function curveOf(id: string) {
  const activation = activationById(id);
  if (!activation) throw new Error(`no ${id} in the catalogue`);
  return evaluate(activation);
}

const stated = reference.flatMap((entry) =>
  'gaussian' in entry && entry.gaussian ? [[entry.id, entry.gaussian] as const] : [],
);

describe('what a standard-normal pre-activation becomes', () => {
  it.each(stated)('%s: moments and gains agree with the reference', (id, expected) => {
    const facts = gaussianFacts(curveOf(id));
    // The reference smooths over the sliver between ε and 0 in which xIELU's derivative drops.
    const digits = id === 'xielu' ? 8 : 12;
    expect(facts.mean).toBeCloseTo(expected.mean, digits);
    expect(facts.secondMoment).toBeCloseTo(expected.secondMoment, digits);
    expect(facts.variance).toBeCloseTo(expected.variance, digits);
    expect(facts.slopeSecondMoment).toBeCloseTo(expected.derivSecondMoment, digits);
    expect(facts.forwardGain).toBeCloseTo(expected.forwardGain, digits);
    if (expected.backwardGain === null) expect(facts.backwardGain).toBe(Infinity);
    else expect(facts.backwardGain).toBeCloseTo(expected.backwardGain, digits);
  });

  it.each([
    ['relu', {}, 1.414],
    ['leaky_relu', { alpha: 0.2 }, 1.387],
    ['elu', {}, 1.245],
    ['selu', {}, 1],
    ['gelu', {}, 1.533],
    ['silu', {}, 1.677],
    ['mish', {}, 1.487],
    ['tanh', {}, 1.593],
    ['sigmoid', {}, 1.846],
  ])('%s has the gain that hovers show', (id, parameters, gain) => {
    const activation = activationById(id);
    if (!activation) throw new Error(`no ${id} in the catalogue`);
    // The rule book's figures were simulated: the last digit may be one off.
    expect(Math.abs(gaussianFacts(evaluate(activation, parameters)).forwardGain - gain)).toBeLessThan(1e-3);
  });

  it('counts zeros and vanishing slopes', () => {
    expect(gaussianFacts(curveOf('relu')).shareOfZeros).toBeCloseTo(0.5, 12);
    expect(gaussianFacts(curveOf('sparse_plus')).shareOfZeros).toBeCloseTo(0.15865525393145707, 12);
    expect(gaussianFacts(curveOf('hardtanh')).shareOfVanishingSlope).toBeCloseTo(0.31731050786291415, 12);
    // |tanh′| < 0.01 beyond |z| = artanh √0.99 = 2.9932.
    expect(gaussianFacts(curveOf('tanh')).shareOfVanishingSlope).toBeCloseTo(0.0027606, 6);
  });
});

describe('output density', () => {
  it.each(
    allActivations.filter((activation) => activation.id !== 'log1mexp').map((activation) => activation.id),
  )('%s: adds up to one', (id) => {
    const { bins, atoms } = outputDensity(curveOf(id));
    const total =
      bins.reduce((sum, bin) => sum + bin.density * (bin.to - bin.from), 0) +
      atoms.reduce((sum, atom) => sum + atom.probability, 0);
    expect(total).toBeCloseTo(1, 9);
  });

  it('shows a flat stretch as a value with a probability of its own', () => {
    expect(outputDensity(curveOf('relu')).atoms).toEqual([
      { y: 0, probability: expect.closeTo(0.5, 9) as number },
    ]);
    expect(outputDensity(curveOf('heaviside')).bins).toEqual([]);
    expect(outputDensity(curveOf('tanh')).atoms).toEqual([]);
  });

  it('has the normal density for the identity', () => {
    const { bins } = outputDensity(curveOf('linear'), 100);
    const middle = bins.find((bin) => bin.from <= 1e-9 && bin.to > 1e-9);
    expect(middle?.density).toBeCloseTo(0.3989, 2);
  });
});
