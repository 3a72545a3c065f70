import { describe, expect, it } from 'vitest';
import { counterparts, frameworksByActivation, usualSymbol } from '../../../src/core/frameworks/counterparts';

const of = (id: string, parameters = {}) =>
  new Map(counterparts(id, parameters).map((one) => [one.api, one]));

describe('one activation in every framework', () => {
  it('is told with defaults that differ, the largest difference, and the arguments that make it equal', () => {
    // PyTorch's default slope is 0.01, that of Keras' layer 0.3: at −10 they are 2.9 apart.
    const found = of('leaky_relu', { alpha: 0.01 });
    expect(found.get('torch.nn.LeakyReLU')).toMatchObject({ distance: 0, differing: [], equalArguments: '' });
    const layer = found.get('keras.layers.LeakyReLU');
    expect(layer?.distance).toBeCloseTo(2.9, 12);
    expect(layer?.at).toBe(-10);
    expect(layer?.differing).toEqual([{ name: 'negative_slope', here: 0.01, there: 0.3 }]);
    expect(layer?.equalArguments).toBe('negative_slope=0.01');
    // Its function has another default than its layer, so both are listed.
    expect(found.get('keras.activations.leaky_relu')?.distance).toBeCloseTo(1.9, 12);
  });

  it('knows that JAX takes the approximate GELU unless told otherwise', () => {
    const jax = of('gelu').get('jax.nn.gelu');
    expect(jax?.id).toBe('gelu_tanh');
    // Measured: the two forms are at most 4.73e-4 apart.
    expect(jax?.distance).toBeGreaterThan(4.7e-4);
    expect(jax?.distance).toBeLessThan(4.8e-4);
    expect(jax?.equalArguments).toBe('approximate=False');
    expect(of('gelu_tanh').get('torch.nn.GELU')?.equalArguments).toBe("approximate='tanh'");
  });

  it('has no arguments where none make them equal', () => {
    const found = of('keras_relu', { negative_slope: 0.1, max_value: 6, threshold: 0 });
    expect(found.get('torch.nn.ReLU')?.equalArguments).toBeUndefined();
    expect(found.get('keras.activations.relu')?.equalArguments).toBe('negative_slope=0.1, max_value=6');
  });

  it('is nothing for a name that the catalogue does not have', () => {
    expect(counterparts('constructor', {})).toEqual([]);
  });

  it('has a usual spelling in each framework that has it', () => {
    expect(usualSymbol('silu', 'torch')?.qualifiedName).toBe('torch.nn.SiLU');
    expect(usualSymbol('silu', 'keras')?.qualifiedName).toBe('keras.activations.silu');
    expect(usualSymbol('silu', 'jax')?.qualifiedName).toBe('jax.nn.silu');
    expect(usualSymbol('xielu', 'torch')).toBeUndefined();
    expect(frameworksByActivation().get('relu')).toEqual(new Set(['torch', 'keras', 'tensorflow', 'jax']));
  });
});
