/** How Keras' kernels start: RMS and RMS of what differs between inputs, as Keras 3.15 gave them over four draws. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

interface Case {
  readonly name: string;
  readonly code: string;
  /** Name of a step, which of its kind, RMS, signal. */
  readonly measured: readonly (readonly [string, number, number, number])[];
}

const cases: readonly Case[] = [
  {
    name: 'depthwise and separable convolutions, of which the fans are those of all channels',
    code: `
inp = keras.Input((32, 32, 3), batch_size=16)
h = layers.Conv2D(32, 3, padding='same', use_bias=False)(inp)
h = layers.BatchNormalization()(h)
h = layers.ReLU()(h)
h = layers.MaxPooling2D()(h)
h = layers.SeparableConv2D(64, 3, padding='same')(h)
h = layers.BatchNormalization()(h)
h = layers.Activation('swish')(h)
h = layers.DepthwiseConv2D(3, strides=2, padding='same')(h)
h = layers.LayerNormalization()(h)
h = layers.GlobalAveragePooling2D()(h)
net = keras.Model(inp, layers.Dense(10)(h))
`,
    measured: [
      ['SeparableConv2D', 0, 0.2567, 0.1296],
      ['DepthwiseConv2D', 0, 0.09661, 0.08681],
      ['LayerNormalization', 0, 0.9448, 0.8433],
    ],
  },
  {
    name: 'recurrent layers, whose gates are one matrix, and both directions',
    code: `
inp = keras.Input((24,), dtype='int32', batch_size=32)
h = layers.Embedding(500, 64)(inp)
h = layers.Bidirectional(layers.LSTM(64, return_sequences=True))(h)
h = layers.GRU(64)(h)
net = keras.Model(inp, layers.Dense(1)(h))
`,
    measured: [
      ['LSTM', 0, 0.006887, 0.006838],
      ['GRU', 0, 0.004893, 0.00485],
    ],
  },
  {
    name: 'attention over heads',
    code: `
inp = keras.Input((24,), dtype='int32', batch_size=16)
h = layers.Embedding(500, 64)(inp)
a = layers.MultiHeadAttention(num_heads=4, key_dim=16)(h, h)
h = layers.LayerNormalization(epsilon=1e-6)(h + a)
f = layers.Dense(64)(layers.Dense(256, activation='gelu')(h))
h = layers.LayerNormalization(epsilon=1e-6)(h + f)
a = layers.MultiHeadAttention(num_heads=4, key_dim=16)(h, h)
net = keras.Model(inp, layers.Dense(4)(a))
`,
    measured: [
      ['Embedding', 0, 0.02894, 0.02892],
      ['MultiHeadAttention', 0, 0.006014, 0.006011],
      ['MultiHeadAttention', 1, 0.4077, 0.3632],
    ],
  },
];

describe('kernels as Keras draws them', () => {
  for (const { name, code, measured } of cases)
    it(name, () => {
      const trace = traceOf(`import keras\nfrom keras import layers\n${code}`);
      const steps = trace.models
        .filter(isNetwork)
        .map((model) => modelRecord(model, locateIn(trace)).steps)
        .reduce((longest, own) => (own.length > longest.length ? own : longest), []);
      for (const [kind, which, rms, signal] of measured) {
        const step = steps.filter((own) => own.name === kind)[which];
        for (const ratio of [(step?.rms ?? 0) / rms, (step?.signal ?? 0) / signal]) {
          expect(ratio, `${kind} ${String(which)}`).toBeGreaterThan(0.8);
          expect(ratio, `${kind} ${String(which)}`).toBeLessThan(1.25);
        }
      }
    });
});
