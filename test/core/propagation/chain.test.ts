/** Against the reference: its mean-field prediction, and random networks that were really run. */
import { describe, expect, it } from 'vitest';
import { propagateChain, type PropagationLayer } from '../../../src/core/propagation/chain';
import reference from '../../reference/propagation.json';

function layerOf(run: { readonly activation: string; readonly sigmaW2: number }): PropagationLayer {
  const leaky = /^leaky_relu_(.+)$/u.exec(run.activation);
  return {
    weightVarianceTimesFanIn: run.sigmaW2,
    activation: leaky ? 'leaky_relu' : run.activation,
    parameters: leaky ? { alpha: Number(leaky[1]) } : {},
  };
}

function propagated(layer: PropagationLayer, depth: number) {
  const result = propagateChain(Array.from({ length: depth }, () => layer));
  if (!result) throw new Error('the chain was refused');
  return result;
}

function worstRelativeError(actual: readonly number[], expected: readonly number[]): number {
  expect(actual).toHaveLength(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs((actual[index] ?? Number.NaN) / value - 1)));
}

const runs = reference.runs.map((run) => [`${run.activation} under ${run.init}`, run] as const);

describe('mean-field recursion', () => {
  it.each(runs)('%s: predicts what the reference predicts, to 1e-9', (_, run) => {
    const { layers } = propagated(layerOf(run), 50);
    expect(
      worstRelativeError(
        layers.map((layer) => layer.preActivationMeanSquare),
        run.meanField.q,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worstRelativeError(
        layers.map((layer) => layer.activationMeanSquare),
        run.meanField.h,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worstRelativeError(
        layers.map((layer) => layer.slopeMeanSquare),
        run.meanField.d,
      ),
    ).toBeLessThan(1e-9);
    expect(
      worstRelativeError(
        layers.map((layer) => layer.chi),
        run.meanField.chi,
      ),
    ).toBeLessThan(1e-9);
    for (const { depth, meanField } of run.gradient) {
      const shorter = propagated(layerOf(run), depth);
      expect(
        worstRelativeError(
          shorter.layers.map((layer) => layer.gradientMeanSquare),
          meanField,
        ),
      ).toBeLessThan(1e-9);
    }
  });

  /** He weights put these near an unstable fixed point: beyond ten layers seeds part into dying and growing ones. */
  const isUnstable = (run: { activation: string; init: string }) =>
    run.init === 'kaiming_normal' && ['gelu', 'silu', 'mish', 'softplus'].includes(run.activation);

  it.each(runs)('%s: real networks scatter around the prediction', (_, run) => {
    const depth = isUnstable(run) ? 10 : 50;
    const { layers } = propagated(layerOf(run), depth);
    layers.forEach((layer, index) => {
      const measured = run.forward.actMeanSq.log10Mean[index] ?? Number.NaN;
      const spread = run.forward.preActMeanSq.log10Std[index] ?? Number.NaN;
      expect(Math.abs(measured - Math.log10(layer.activationMeanSquare)), `layer ${index + 1}`).toBeLessThan(
        2 * spread + 0.002,
      );
    });
    for (const { depth: gradientDepth, gradMeanSq } of run.gradient.filter((entry) => entry.depth <= depth)) {
      const [first] = propagated(layerOf(run), gradientDepth).layers;
      const deviation = Math.abs(
        (gradMeanSq.log10Mean[0] ?? Number.NaN) - Math.log10(first?.gradientMeanSquare ?? Number.NaN),
      );
      expect(deviation, `gradient through ${gradientDepth}`).toBeLessThan(
        2 * (gradMeanSq.log10Std[0] ?? Number.NaN),
      );
    }
  });
});

describe('factors over a chain', () => {
  const relu = (weightVarianceTimesFanIn: number) => ({ weightVarianceTimesFanIn, activation: 'relu' });

  it('halves the signal a layer under Xavier and keeps it under He', () => {
    expect(propagated(relu(1), 6).signalFactor).toBeCloseTo(1 / 64, 13);
    expect(propagated(relu(1), 6).gradientFactor).toBeCloseTo(1 / 64, 13);
    expect(propagated(relu(2), 6).signalFactor).toBeCloseTo(1, 13);
    expect(propagated(relu(2), 6).gradientFactor).toBeCloseTo(1, 13);
  });

  it('takes the gradient through fan_out where that differs', () => {
    const layer = { ...relu(2), weightVarianceTimesFanOut: 1 };
    expect(propagateChain([layer, layer])).toMatchObject({
      signalFactor: expect.closeTo(1, 12) as number,
      gradientFactor: expect.closeTo(1 / 4, 12) as number,
    });
  });

  it('counts a linear layer without activation and a bias', () => {
    const result = propagateChain([
      { weightVarianceTimesFanIn: 0.5, biasVariance: 0.25, activation: undefined },
    ]);
    expect(result?.signalFactor).toBe(0.75);
    expect(result?.gradientFactor).toBe(0.5);
  });

  it('does not depend on the scale of the input where the activation is homogeneous', () => {
    const chain = [relu(1), relu(1), relu(1)];
    expect(propagateChain(chain, 1e-20)?.signalFactor).toBeCloseTo(1 / 8, 13);
    expect(propagateChain(chain, 1e20)?.signalFactor).toBeCloseTo(1 / 8, 13);
  });

  it('says nothing about what it cannot follow', () => {
    expect(propagateChain([])).toBeUndefined();
    expect(propagateChain([{ weightVarianceTimesFanIn: 1, activation: 'softmax' }])).toBeUndefined();
    expect(propagateChain([{ weightVarianceTimesFanIn: 1, activation: 'no_such' }])).toBeUndefined();
    expect(propagateChain([relu(Number.NaN)])).toBeUndefined();
    expect(propagateChain([relu(-1)])).toBeUndefined();
    expect(propagateChain([relu(1)], 0)).toBeUndefined();
  });

  it('ends at infinity, not in an error, where the signal explodes', () => {
    const explosive = { weightVarianceTimesFanIn: 2, activation: 'exponential' };
    expect(propagated(explosive, 8).signalFactor).not.toBeLessThan(1e300);
  });
});
