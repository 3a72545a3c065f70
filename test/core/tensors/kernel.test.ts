/** Weights of layers whose input's width nobody tells. */
import { expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

function rmsOf(text: string): readonly (number | null)[] {
  const trace = traceOf(text);
  return trace.models
    .filter(isNetwork)
    .flatMap((model) => modelRecord(model, locateIn(trace)).steps.map(({ rms }) => rms));
}

it('a spread that goes with 1/fan_in is as large for every width', () => {
  const predicted = rmsOf(`import flax.linen as nn

class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.relu(nn.Dense(96)(x))
        x = nn.tanh(nn.Dense(96)(x))
        return nn.Dense(10)(x)
`);
  // Flax 0.12 for inputs of width 8 and 300: roots of means over 20 draws and 256 inputs.
  for (const measured of [
    [0.996, 0.705, 0.701, 0.506, 0.487],
    [0.999, 0.706, 0.704, 0.519, 0.508],
  ]) {
    expect(predicted).toHaveLength(measured.length);
    for (const [index, value] of measured.entries()) {
      expect((predicted[index] ?? 0) / value).toBeGreaterThan(0.92);
      expect((predicted[index] ?? 0) / value).toBeLessThan(1.08);
    }
  }
});

it.each([
  ['Glorot', 'keras.layers.Dense(96)'],
  [
    'a fixed spread',
    'keras.layers.Dense(96, kernel_initializer=keras.initializers.RandomNormal(stddev=0.05))',
  ],
  ['biases that go with the fan-in', 'torch.nn.LazyLinear(96)'],
])('%s is not known without the width', (_, layer) => {
  const [base, call] = layer.startsWith('torch')
    ? ['torch.nn.Module', 'forward']
    : ['keras.layers.Layer', 'call'];
  expect(
    rmsOf(`import keras, torch

class Net(${base}):
    def __init__(self):
        super().__init__()
        self.fc = ${layer}

    def ${call}(self, x):
        return self.fc(x)
`),
  ).toEqual([null]);
});
