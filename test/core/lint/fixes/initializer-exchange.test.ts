import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../src/core/lint/fixes/fixes';
import { createLensService } from '../../../../src/core/service';
import { dedent, newLines } from '../snippets';

const configuration = {
  select: ['constant-weight-init', 'unscaled-normal-init', 'relu-bias-init'],
  ignore: [],
  severity: {},
};
const lint = (text: string) =>
  createLensService().update('file:///model.py', 1, text).findings(configuration);

/** Lines that each finding's fix writes; undefined where there is no fix. */
function fixesOf(code: string): readonly (readonly string[] | undefined)[] {
  const text = dedent(code);
  const findings = lint(text);
  expect(findings, text).not.toEqual([]);
  return findings.map(({ fixes: [fix] }) => fix && newLines(text, applyEdits(text, fix.edits)));
}

/** A PyTorch model of two layers, filled by a function that gets each of its modules. */
const filled = (imports: string, ...lines: readonly string[]) => `
  ${imports}
  class Net(nn.Module):
      def __init__(self):
          super().__init__()
          self.a = nn.Linear(256, 256)
          self.norm = nn.BatchNorm1d(256)
          self.b = nn.Linear(256, 3)
          self.embedding = nn.Embedding(10, 256)
          for m in self.modules():
              ${lines.join('\n              ')}
      def forward(self, x):
          return self.b(F.relu(self.a(self.embedding(x))))
`;
const usual = 'from torch import nn; import torch.nn.functional as F';
const linear = 'if isinstance(m, nn.Linear):';

describe('an initialiser is exchanged as the file writes it', () => {
  it.each([
    [
      'the method of a tensor',
      'm.weight.data.zero_()',
      "nn.init.kaiming_normal_(m.weight.data, nonlinearity='relu')",
    ],
    [
      'one that draws',
      'm.weight.data.uniform_(-1, 1)',
      "nn.init.kaiming_uniform_(m.weight.data, nonlinearity='relu')",
    ],
    [
      'one that fills',
      'm.weight.data.fill_(0.1)',
      "nn.init.kaiming_normal_(m.weight.data, nonlinearity='relu')",
    ],
    [
      'a keyword for the tensor',
      'nn.init.constant_(tensor=m.weight, val=0.5)',
      "nn.init.kaiming_normal_(m.weight, nonlinearity='relu')",
    ],
    [
      'a generator',
      'nn.init.normal_(m.weight, generator=g)',
      "nn.init.kaiming_normal_(m.weight, nonlinearity='relu', generator=g)",
    ],
  ])('PyTorch: %s', (_, line, expected) => {
    expect(fixesOf(filled(usual, linear, `    ${line}`))).toEqual([[expected]]);
  });

  it('PyTorch: the bias through its method', () => {
    expect(fixesOf(filled(usual, linear, '    m.bias.data.fill_(2.0)'))).toEqual([['m.bias.data.zero_()']]);
  });

  it.each([
    [
      'from torch.nn import init; import torch.nn as nn; import torch.nn.functional as F',
      'init.zeros_(m.weight)',
      ["init.kaiming_normal_(m.weight, nonlinearity='relu')"],
    ],
    [
      'import torch.nn as nn; import torch.nn.functional as F; from torch.nn.init import zeros_',
      'zeros_(m.weight)',
      ["nn.init.kaiming_normal_(m.weight, nonlinearity='relu')"],
    ],
  ])('PyTorch: in the names of %s', (imports, line, expected) => {
    expect(fixesOf(filled(imports, linear, `    ${line}`))).toEqual([expected]);
  });

  it.each([
    [
      'a norm is filled, too, which He could not',
      'if isinstance(m, (nn.Linear, nn.BatchNorm1d)):',
      'nn.init.constant_(m.weight, 0.5)',
    ],
    [
      'an embedding is filled, too',
      'if isinstance(m, (nn.Linear, nn.Embedding)):',
      'nn.init.normal_(m.weight)',
    ],
    ['arguments are unpacked', linear, 'nn.init.constant_(m.weight, *[0.5])'],
    ['a comment stands inside', linear, 'nn.init.constant_(m.weight, # why\n                      0.5)'],
  ])('PyTorch: no fix where %s', (_, test, line) => {
    const model = filled(usual, test, `    ${line}`)
      .replace('self.a(self', 'self.norm(self.a(self')
      .replace('(x))))', '(x)))))');
    const text = test === linear || test.includes('Embedding') ? filled(usual, test, `    ${line}`) : model;
    expect(fixesOf(text)).toEqual([undefined]);
  });

  it('PyTorch: no fix where biases are filled by the same call, which He could not', () => {
    const text = filled(usual, 'pass').replace(
      'for m in self.modules():',
      'for p in self.parameters(): p.data.fill_(2.0)\n          for m in []:',
    );
    for (const fix of fixesOf(text)) expect(fix).toBeUndefined();
  });

  it('PyTorch: no fix where hidden layers of one initialiser want different ones', () => {
    const text = `
      from torch import nn
      net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
      for m in net:
          if isinstance(m, nn.Linear):
              nn.init.ones_(m.weight)
    `;
    expect(fixesOf(text)).toEqual([undefined]);
  });

  it('PyTorch: the slope of a leaky ReLU goes along, LeCun goes with SELU', () => {
    const net = (activation: string) => `
      import torch.nn as nn
      net = nn.Sequential(nn.Linear(8, 8), ${activation}, nn.Linear(8, 1))
      nn.init.zeros_(net[0].weight)
    `;
    expect(fixesOf(net('nn.LeakyReLU(0.2)'))).toEqual([
      ["nn.init.kaiming_normal_(net[0].weight, a=0.2, nonlinearity='leaky_relu')"],
    ]);
    expect(fixesOf(net('nn.SELU()'))).toEqual([
      ["nn.init.kaiming_normal_(net[0].weight, nonlinearity='linear')"],
    ]);
    expect(fixesOf(net('nn.GELU()'))).toEqual([
      ["nn.init.kaiming_normal_(net[0].weight, nonlinearity='relu')"],
    ]);
    expect(fixesOf(net('nn.LeakyReLU(slope)'))).toEqual([undefined]);
  });

  const dense = (imports: string, initializer: string, activation = '"relu"') => `
    ${imports}
    model = Sequential([Dense(8, activation=${activation}, kernel_initializer=${initializer}), Dense(1)])
  `;
  const keras = 'from tensorflow.keras import Sequential; from tensorflow.keras.layers import Dense';
  const line = (initializer: string, activation = '"relu"') => [
    `model = Sequential([Dense(8, activation=${activation}, kernel_initializer=${initializer}), Dense(1)])`,
  ];

  it.each([
    [keras, '"zeros"', line('"he_normal"')],
    [keras, '"Zeros"', line('"HeNormal"')],
    [
      `${keras}; from tensorflow.keras.initializers import Constant`,
      'Constant(0.5)',
      ['from tensorflow.keras.initializers import HeNormal', ...line('HeNormal()')],
    ],
    [`${keras}; from tensorflow.keras import initializers as init`, 'init.Ones', line('init.HeNormal')],
    [
      `${keras}; from tensorflow.keras import initializers`,
      'initializers.ones()',
      line('initializers.he_normal()'),
    ],
  ])('Keras: %s, %s', (imports, initializer, expected) => {
    expect(fixesOf(dense(imports, initializer))).toEqual([expected]);
  });

  it('Keras: a steep slope is an object with its own scale, and the seed stays', () => {
    const text = `
      import keras
      from keras import layers
      model = keras.Sequential([
          layers.Dense(8, input_dim=784, kernel_initializer=keras.initializers.RandomNormal(0.0, 1.0, 7)),
          layers.LeakyReLU(negative_slope=0.5),
          layers.Dense(1),
      ])
    `;
    expect(fixesOf(text)).toEqual([
      [
        "layers.Dense(8, input_dim=784, kernel_initializer=keras.initializers.VarianceScaling(scale=1.6, mode='fan_in', distribution='truncated_normal', seed=7)),",
      ],
    ]);
  });

  const first = (initializer: string) => `
    import tensorflow as tf
    def model(x):
        h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer=${initializer})
        return tf.compat.v1.layers.dense(h, 3)
  `;
  it.each([
    ['tf.zeros_initializer()', 'tf.keras.initializers.he_normal()'],
    [
      'tf.compat.v1.zeros_initializer()',
      "tf.compat.v1.variance_scaling_initializer(scale=2, mode='fan_in', distribution='truncated_normal')",
    ],
    ['tf.constant_initializer(0.5)', 'tf.keras.initializers.he_normal()'],
  ])('TensorFlow: %s', (initializer, expected) => {
    expect(fixesOf(first(initializer))).toEqual([
      [`h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu, kernel_initializer=${expected})`],
    ]);
  });

  it('Flax nnx: in its own names', () => {
    const text = `
      from flax import nnx
      class Net(nnx.Module):
          def __init__(self, rngs):
              self.a = nnx.Linear(8, 8, kernel_init=nnx.initializers.zeros_init(), rngs=rngs)
              self.b = nnx.Linear(8, 3, rngs=rngs)
          def __call__(self, x):
              return self.b(nnx.relu(self.a(x)))
    `;
    expect(fixesOf(text)).toEqual([
      ['self.a = nnx.Linear(8, 8, kernel_init=nnx.initializers.he_normal(), rngs=rngs)'],
    ]);
  });

  const flax = (imports: string, initializer: string) => `
    ${imports}
    class Net(nn.Module):
        @nn.compact
        def __call__(self, x):
            x = nn.relu(nn.Dense(8, kernel_init=${initializer})(x))
            return nn.Dense(3)(x)
  `;
  it.each([
    [
      'from flax import linen as nn; from jax.nn.initializers import zeros',
      'zeros',
      'he_normal()',
      'from jax.nn.initializers import he_normal',
    ],
    [
      'import flax.linen as nn; from jax.nn import initializers as init',
      'init.constant(0.1, dtype=None)',
      'init.he_normal(dtype=None)',
    ],
  ])('Flax: %s, %s', (imports, initializer, expected, ...added) => {
    expect(fixesOf(flax(imports, initializer))).toEqual([
      [...added, `x = nn.relu(nn.Dense(8, kernel_init=${expected})(x))`],
    ]);
  });
});
