import { saturatingDeepStack } from '../../../../src/core/lint/rules/saturating-deep-stack';
import { flaxNet, kerasNet, tensorflowNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const torchLayers = (activation: string, count: number) =>
  Array.from({ length: count }, () => `nn.Linear(64, 64), ${activation}`).join(', ');
const kerasLayers = (activation: string, count: number) =>
  Array.from({ length: count }, () => `layers.Dense(64, activation='${activation}')`).join(', ');
const tensorflowLines = (activation: string, count: number) =>
  Array.from({ length: count }, () => `x = tf.compat.v1.layers.dense(x, 64, activation=${activation})`);
const flaxLines = (activation: string, count: number) =>
  Array.from({ length: count }, () => `x = ${activation}(nn.Dense(64)(x))`);

ruleTester(saturatingDeepStack, {
  torch: {
    valid: [
      torchNet(`${torchLayers('nn.ReLU()', 6)}, nn.Linear(64, 1)`),
      { name: 'one hidden sigmoid, one at the output', code: torchNet(torchLayers('nn.Sigmoid()', 2)) },
      torchNet(`${torchLayers('nn.Tanh()', 7)}, nn.Linear(64, 1)`),
      {
        name: 'normalisation between',
        code: torchNet(`${torchLayers('nn.BatchNorm1d(64), nn.Sigmoid()', 4)}, nn.Linear(64, 1)`),
      },
    ],
    invalid: [
      {
        code: torchNet(
          `nn.Linear(64, 64), ⟦nn.Sigmoid()⟧, ${torchLayers('nn.Sigmoid()', 1)}, nn.Linear(64, 64), ⟪nn.Sigmoid()⟫, nn.Linear(64, 1)`,
        ),
        severity: 'warning',
        message: /3 hidden sigmoid layers.*of the gradient/,
      },
      {
        code: torchNet(
          `nn.Linear(64, 64), ⟦nn.Sigmoid()⟧, ${torchLayers('nn.Sigmoid()', 1)}, nn.Linear(64, 1)`,
        ),
        severity: 'hint',
      },
      {
        code: torchNet(`nn.Linear(64, 64), ⟦nn.Tanh()⟧, ${torchLayers('nn.Tanh()', 7)}, nn.Linear(64, 1)`),
        severity: 'information',
      },
      {
        name: 'a chain in a loop',
        code: 'from torch import nn\nsteps = []\nfor _ in range(4):\n    steps += [nn.Linear(64, 64), ⟦nn.Sigmoid()⟧]\nnet = nn.Sequential(*steps, nn.Linear(64, 1))',
        severity: 'warning',
      },
    ],
  },
  keras: {
    valid: [
      kerasNet(`keras.Input((64,)), ${kerasLayers('relu', 5)}, layers.Dense(1)`),
      kerasNet(`keras.Input((64,)), ${kerasLayers('sigmoid', 1)}, layers.Dense(1, activation='sigmoid')`),
      kerasNet(`keras.Input((64,)), ${kerasLayers('tanh', 7)}, layers.Dense(1)`),
      kerasNet(
        "keras.Input((64,)), layers.Dense(64, activation='sigmoid'), layers.BatchNormalization(), layers.Dense(64, activation='sigmoid'), layers.BatchNormalization(), layers.Dense(64, activation='sigmoid'), layers.BatchNormalization(), layers.Dense(1)",
      ),
    ],
    invalid: [
      {
        code: kerasNet(
          `keras.Input((64,)), layers.Dense(64, activation=⟦'sigmoid'⟧), ${kerasLayers('sigmoid', 2)}, layers.Dense(1)`,
        ),
        severity: 'warning',
      },
      {
        code: kerasNet(
          `keras.Input((64,)), layers.Dense(64, activation=⟦'sigmoid'⟧), ${kerasLayers('sigmoid', 1)}, layers.Dense(1)`,
        ),
        severity: 'hint',
      },
      {
        code: kerasNet(
          `keras.Input((64,)), layers.Dense(64, activation=⟦'tanh'⟧), ${kerasLayers('tanh', 8)}, layers.Dense(1)`,
        ),
        severity: 'information',
      },
      "import keras\nfrom keras import layers\nmodel = keras.Sequential()\nmodel.add(keras.Input((64,)))\nfor _ in range(5):\n    model.add(layers.Dense(64, activation=⟦'sigmoid'⟧))\nmodel.add(layers.Dense(1))",
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(...tensorflowLines('tf.nn.relu', 5), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(...tensorflowLines('tf.nn.sigmoid', 1), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(...tensorflowLines('tf.nn.tanh', 7), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(
        ...tensorflowLines('tf.nn.sigmoid', 2).slice(0, 1),
        'return tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 1))',
      ),
    ],
    invalid: [
      {
        code: tensorflowNet(
          'x = tf.compat.v1.layers.dense(x, 64, activation=⟦tf.nn.sigmoid⟧)',
          ...tensorflowLines('tf.nn.sigmoid', 2),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'warning',
      },
      {
        code: tensorflowNet(
          'x = tf.compat.v1.layers.dense(x, 64, activation=⟦tf.nn.sigmoid⟧)',
          ...tensorflowLines('tf.nn.sigmoid', 1),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'hint',
      },
      {
        code: tensorflowNet(
          'x = tf.compat.v1.layers.dense(x, 64, activation=⟦tf.nn.tanh⟧)',
          ...tensorflowLines('tf.nn.tanh', 7),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'information',
      },
      tensorflowNet(
        'x = ⟦tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 64))⟧',
        ...tensorflowLines('tf.nn.sigmoid', 3),
        'return tf.compat.v1.layers.dense(x, 1)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet([...flaxLines('nn.relu', 5), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines('nn.sigmoid', 1), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines('nn.tanh', 7), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines('nn.sigmoid', 1), 'return nn.sigmoid(nn.Dense(1)(x))']),
    ],
    invalid: [
      {
        code: flaxNet([
          'x = ⟦nn.sigmoid(nn.Dense(64)(x))⟧',
          ...flaxLines('nn.sigmoid', 2),
          'return nn.Dense(1)(x)',
        ]),
        severity: 'warning',
      },
      {
        code: flaxNet([
          'x = ⟦nn.sigmoid(nn.Dense(64)(x))⟧',
          ...flaxLines('nn.sigmoid', 1),
          'return nn.Dense(1)(x)',
        ]),
        severity: 'hint',
      },
      {
        code: flaxNet([
          'x = ⟦nn.tanh(nn.Dense(64)(x))⟧',
          ...flaxLines('nn.tanh', 8),
          'return nn.Dense(1)(x)',
        ]),
        severity: 'information',
      },
      flaxNet(['for _ in range(4):', '    x = ⟦nn.sigmoid(nn.Dense(64)(x))⟧', 'return nn.Dense(1)(x)']),
    ],
  },
});
