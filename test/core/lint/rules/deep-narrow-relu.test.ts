import { deepNarrowRelu } from '../../../../src/core/lint/rules/deep-narrow-relu';
import { flaxNet, kerasNet, tensorflowNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const torchLayers = (width: number, count: number) =>
  Array.from({ length: count }, () => `nn.Linear(${width}, ${width}), nn.ReLU()`).join(', ');
const kerasLayers = (width: number, count: number) =>
  Array.from({ length: count }, () => `layers.Dense(${width}, activation='relu')`).join(', ');
const tensorflowLines = (width: number, count: number) =>
  Array.from({ length: count }, () => `x = tf.nn.relu(tf.compat.v1.layers.dense(x, ${width}))`);
const flaxLines = (width: number, count: number) =>
  Array.from({ length: count }, () => `x = nn.relu(nn.Dense(${width})(x))`);

ruleTester(deepNarrowRelu, {
  torch: {
    valid: [
      torchNet(`${torchLayers(16, 12)}, nn.Linear(16, 1)`),
      torchNet(`${torchLayers(4, 4)}, nn.Linear(4, 1)`),
      torchNet(`${torchLayers(8, 9)}, nn.Linear(8, 1)`),
      torchNet(`${torchLayers(2, 6).replaceAll('nn.ReLU()', 'nn.LeakyReLU()')}, nn.Linear(2, 1)`),
    ],
    invalid: [
      {
        code: torchNet(`nn.Linear(2, 2), ⟦nn.ReLU()⟧, ${torchLayers(2, 4)}, nn.Linear(2, 1)`),
        severity: 'warning',
        message: /born dead/,
      },
      {
        code: torchNet(`nn.Linear(8, 8), ⟦nn.ReLU()⟧, ${torchLayers(8, 9)}, nn.Linear(8, 1)`),
        severity: 'information',
      },
      torchNet(
        `nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3), ⟦nn.ReLU()⟧, ${torchLayers(3, 5)}, nn.Linear(3, 1)`,
      ),
      'from torch import nn\nsteps = []\nfor _ in range(6):\n    steps += [nn.Linear(4, 4), ⟦nn.ReLU()⟧]\nnet = nn.Sequential(*steps, nn.Linear(4, 1))',
    ],
  },
  keras: {
    valid: [
      kerasNet(`${kerasLayers(16, 12)}, layers.Dense(1)`),
      kerasNet(`${kerasLayers(4, 4)}, layers.Dense(1)`),
      kerasNet(`${kerasLayers(4, 6).replaceAll('relu', 'elu')}, layers.Dense(1)`),
      kerasNet(
        "layers.Dense(n, activation='relu'), layers.Dense(n, activation='relu'), layers.Dense(n, activation='relu'), layers.Dense(n, activation='relu'), layers.Dense(n, activation='relu'), layers.Dense(1)",
      ),
    ],
    invalid: [
      {
        code: kerasNet(`layers.Dense(2, activation=⟦'relu'⟧), ${kerasLayers(2, 5)}, layers.Dense(1)`),
        severity: 'warning',
      },
      {
        code: kerasNet(`layers.Dense(8, activation=⟦'relu'⟧), ${kerasLayers(8, 10)}, layers.Dense(1)`),
        severity: 'information',
      },
      kerasNet(`layers.Dense(4, activation=⟦'relu'⟧), ${kerasLayers(3, 4)}, layers.Dense(1)`),
      'import keras\nfrom keras import layers\nmodel = keras.Sequential()\nfor _ in range(6):\n    model.add(layers.Dense(3, activation=⟦"relu"⟧))\nmodel.add(layers.Dense(1))',
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(...tensorflowLines(16, 10), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(...tensorflowLines(4, 4), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(...tensorflowLines(8, 9), 'return tf.compat.v1.layers.dense(x, 1)'),
      tensorflowNet(
        ...tensorflowLines(2, 6).map((line) => line.replace('relu', 'tanh')),
        'return tf.compat.v1.layers.dense(x, 1)',
      ),
    ],
    invalid: [
      {
        code: tensorflowNet(
          'x = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 2))⟧',
          ...tensorflowLines(2, 5),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'warning',
      },
      {
        code: tensorflowNet(
          'x = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 8))⟧',
          ...tensorflowLines(8, 9),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'information',
      },
      tensorflowNet(
        'x = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 4))⟧',
        ...tensorflowLines(4, 4),
        'return tf.compat.v1.layers.dense(x, 1)',
      ),
      tensorflowNet(
        'x = tf.compat.v1.layers.dense(x, 3, activation=⟦tf.nn.relu⟧)',
        ...tensorflowLines(3, 4),
        'return tf.compat.v1.layers.dense(x, 1)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet([...flaxLines(16, 10), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines(4, 4), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines(8, 9), 'return nn.Dense(1)(x)']),
      flaxNet([...flaxLines(2, 6).map((line) => line.replace('relu', 'tanh')), 'return nn.Dense(1)(x)']),
    ],
    invalid: [
      {
        code: flaxNet(['x = ⟦nn.relu(nn.Dense(2)(x))⟧', ...flaxLines(2, 5), 'return nn.Dense(1)(x)']),
        severity: 'warning',
      },
      {
        code: flaxNet(['x = ⟦nn.relu(nn.Dense(8)(x))⟧', ...flaxLines(8, 9), 'return nn.Dense(1)(x)']),
        severity: 'information',
      },
      flaxNet(['x = ⟦nn.relu(nn.Dense(4)(x))⟧', ...flaxLines(4, 4), 'return nn.Dense(1)(x)']),
      flaxNet(['for _ in range(6):', '    x = ⟦nn.relu(nn.Dense(3)(x))⟧', 'return nn.Dense(1)(x)']),
    ],
  },
});
