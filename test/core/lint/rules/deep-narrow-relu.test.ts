import { deepNarrowRelu } from '../../../../src/core/lint/rules/deep-narrow-relu';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const LEAKY = 'Use leaky ReLU in this chain (changes training)';

const torchLayers = (width: number, count: number) =>
  Array.from({ length: count }, () => `nn.Linear(${width}, ${width}), nn.ReLU()`).join(', ');
const kerasLayers = (width: number, count: number) =>
  Array.from({ length: count }, () => `layers.Dense(${width}, activation='relu')`).join(', ');
const tensorflowLines = (width: number, count: number) =>
  Array.from({ length: count }, () => `x = tf.nn.relu(tf.compat.v1.layers.dense(x, ${width}))`);
const flaxLines = (width: number, count: number) =>
  Array.from({ length: count }, () => `x = nn.relu(nn.Dense(${width})(x))`);

/** Five narrow layers; `hidden` lines of a forward, the last of which is returned through the sixth layer. */
const functional = (...hidden: readonly string[]) =>
  torchModule(
    [...Array.from('abcde', (name) => `self.${name} = nn.Linear(2, 2)`), 'self.f = nn.Linear(2, 1)'],
    [...hidden, 'return self.f(x)'],
  );

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
        fixes: {
          [LEAKY]:
            'net = nn.Sequential(nn.Linear(2, 2), nn.LeakyReLU(), nn.Linear(2, 2), nn.LeakyReLU(), nn.Linear(2, 2), nn.LeakyReLU(), nn.Linear(2, 2), nn.LeakyReLU(), nn.Linear(2, 2), nn.LeakyReLU(), nn.Linear(2, 1))',
        },
      },
      {
        code: torchNet(`nn.Linear(8, 8), ⟦nn.ReLU()⟧, ${torchLayers(8, 9)}, nn.Linear(8, 1)`),
        severity: 'information',
        fixes: {
          [LEAKY]:
            'net = nn.Sequential(nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 8), nn.LeakyReLU(), nn.Linear(8, 1))',
        },
      },
      {
        code: torchNet(
          `nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3), ⟦nn.ReLU()⟧, ${torchLayers(3, 5)}, nn.Linear(3, 1)`,
        ),
        fixes: {
          [LEAKY]:
            'net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 3), nn.LeakyReLU(), nn.Linear(3, 3), nn.LeakyReLU(), nn.Linear(3, 3), nn.LeakyReLU(), nn.Linear(3, 3), nn.LeakyReLU(), nn.Linear(3, 3), nn.LeakyReLU(), nn.Linear(3, 3), nn.LeakyReLU(), nn.Linear(3, 1))',
        },
      },
      {
        name: 'functions, methods and modules in one chain',
        code: functional(
          'x = ⟦torch.relu(self.a(x))⟧',
          'x = F.relu(self.b(x), inplace=True)',
          'x = self.c(x).relu()',
          'x = nn.ReLU(True)(self.d(x))',
          'x = nn.functional.relu(self.e(x))',
        ),
        fixes: {
          [LEAKY]: [
            'x = F.leaky_relu(self.a(x))',
            'x = F.leaky_relu(self.b(x), inplace=True)',
            'x = F.leaky_relu(self.c(x))',
            'x = nn.LeakyReLU(inplace=True)(self.d(x))',
            'x = nn.functional.leaky_relu(self.e(x))',
          ],
        },
      },
      {
        name: 'names of its own',
        code: functional(
          ...Array.from('abcde', (name) =>
            name === 'a' ? 'x = ⟦rectify(self.a(x))⟧' : `x = rectify(self.${name}(x))`,
          ),
        ).replace('import torch\n', 'import torch\nfrom torch.nn.functional import relu as rectify\n'),
        fixes: {
          [LEAKY]: [
            'x = F.leaky_relu(self.a(x))',
            'x = F.leaky_relu(self.b(x))',
            'x = F.leaky_relu(self.c(x))',
            'x = F.leaky_relu(self.d(x))',
            'x = F.leaky_relu(self.e(x))',
          ],
        },
      },
      {
        name: 'a module that a wide layer uses, too: no fix',
        code: torchModule(
          [
            'self.first = nn.Linear(64, 2)',
            'self.act = ⟦nn.ReLU()⟧',
            'self.narrow = nn.ModuleList([nn.Linear(2, 2) for _ in range(6)])',
            'self.wide = nn.Linear(2, 64)',
            'self.last = nn.Linear(64, 1)',
          ],
          [
            'x = self.act(self.first(x))',
            'for layer in self.narrow:',
            '    x = self.act(layer(x))',
            'return self.last(self.act(self.wide(x)))',
          ],
        ),
        fixes: {},
      },
      {
        code: 'from torch import nn\nsteps = []\nfor _ in range(6):\n    steps += [nn.Linear(4, 4), ⟦nn.ReLU()⟧]\nnet = nn.Sequential(*steps, nn.Linear(4, 1))',
        fixes: { [LEAKY]: 'steps += [nn.Linear(4, 4), nn.LeakyReLU()]' },
      },
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
        fixes: {
          [LEAKY]:
            "model = keras.Sequential([layers.Dense(2, activation='leaky_relu'), layers.Dense(2, activation='leaky_relu'), layers.Dense(2, activation='leaky_relu'), layers.Dense(2, activation='leaky_relu'), layers.Dense(2, activation='leaky_relu'), layers.Dense(2, activation='leaky_relu'), layers.Dense(1)])",
        },
      },
      {
        code: kerasNet(`layers.Dense(8, activation=⟦'relu'⟧), ${kerasLayers(8, 10)}, layers.Dense(1)`),
        severity: 'information',
      },
      {
        code: kerasNet(`layers.Dense(4, activation=⟦'relu'⟧), ${kerasLayers(3, 4)}, layers.Dense(1)`),
        fixes: {
          [LEAKY]:
            "model = keras.Sequential([layers.Dense(4, activation='leaky_relu'), layers.Dense(3, activation='leaky_relu'), layers.Dense(3, activation='leaky_relu'), layers.Dense(3, activation='leaky_relu'), layers.Dense(3, activation='leaky_relu'), layers.Dense(1)])",
        },
      },
      {
        name: 'layers of their own',
        code: kerasNet(
          "layers.Dense(2), ⟦layers.ReLU()⟧, layers.Dense(2), layers.Activation('relu'), layers.Dense(2, activation=keras.activations.relu), layers.Dense(2), layers.ReLU(), layers.Dense(2, activation='relu'), layers.Dense(1)",
        ),
        fixes: {
          [LEAKY]:
            "model = keras.Sequential([layers.Dense(2), layers.LeakyReLU(), layers.Dense(2), layers.Activation('leaky_relu'), layers.Dense(2, activation=keras.activations.leaky_relu), layers.Dense(2), layers.LeakyReLU(), layers.Dense(2, activation='leaky_relu'), layers.Dense(1)])",
        },
      },
      {
        code: 'import keras\nfrom keras import layers\nmodel = keras.Sequential()\nfor _ in range(6):\n    model.add(layers.Dense(3, activation=⟦"relu"⟧))\nmodel.add(layers.Dense(1))',
        fixes: { [LEAKY]: 'model.add(layers.Dense(3, activation="leaky_relu"))' },
      },
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
        fixes: {
          [LEAKY]: [
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 2))',
          ],
        },
      },
      {
        code: tensorflowNet(
          'x = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 8))⟧',
          ...tensorflowLines(8, 9),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        severity: 'information',
      },
      {
        code: tensorflowNet(
          'x = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 4))⟧',
          ...tensorflowLines(4, 4),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        fixes: {
          [LEAKY]: [
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 4))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 4))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 4))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 4))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 4))',
          ],
        },
      },
      {
        code: tensorflowNet(
          'x = tf.compat.v1.layers.dense(x, 3, activation=⟦tf.nn.relu⟧)',
          ...tensorflowLines(3, 4),
          'return tf.compat.v1.layers.dense(x, 1)',
        ),
        fixes: {
          [LEAKY]: [
            'x = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.leaky_relu)',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 3))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 3))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 3))',
            'x = tf.nn.leaky_relu(tf.compat.v1.layers.dense(x, 3))',
          ],
        },
      },
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
        fixes: {
          [LEAKY]: [
            'x = nn.leaky_relu(nn.Dense(2)(x))',
            'x = nn.leaky_relu(nn.Dense(2)(x))',
            'x = nn.leaky_relu(nn.Dense(2)(x))',
            'x = nn.leaky_relu(nn.Dense(2)(x))',
            'x = nn.leaky_relu(nn.Dense(2)(x))',
            'x = nn.leaky_relu(nn.Dense(2)(x))',
          ],
        },
      },
      {
        code: flaxNet(['x = ⟦nn.relu(nn.Dense(8)(x))⟧', ...flaxLines(8, 9), 'return nn.Dense(1)(x)']),
        severity: 'information',
        fixes: {
          [LEAKY]: [
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
            'x = nn.leaky_relu(nn.Dense(8)(x))',
          ],
        },
      },
      {
        code: flaxNet(['x = ⟦nn.relu(nn.Dense(4)(x))⟧', ...flaxLines(4, 4), 'return nn.Dense(1)(x)']),
        fixes: {
          [LEAKY]: [
            'x = nn.leaky_relu(nn.Dense(4)(x))',
            'x = nn.leaky_relu(nn.Dense(4)(x))',
            'x = nn.leaky_relu(nn.Dense(4)(x))',
            'x = nn.leaky_relu(nn.Dense(4)(x))',
            'x = nn.leaky_relu(nn.Dense(4)(x))',
          ],
        },
      },
      {
        code: flaxNet(['for _ in range(6):', '    x = ⟦nn.relu(nn.Dense(3)(x))⟧', 'return nn.Dense(1)(x)']),
        fixes: { [LEAKY]: 'x = nn.leaky_relu(nn.Dense(3)(x))' },
      },
    ],
  },
});
