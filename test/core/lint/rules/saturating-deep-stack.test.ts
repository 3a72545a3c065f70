import { saturatingDeepStack } from '../../../../src/core/lint/rules/saturating-deep-stack';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
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
      {
        name: 'tanh with the gain that keeps the gradient',
        code: torchNet(
          Array(12).fill('nn.Linear(256, 256), nn.Tanh()').join(', '),
          'for m in net.modules():',
          '    if isinstance(m, nn.Linear):',
          "        nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain('tanh'))",
        ),
      },
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
        fixes: {
          'Use ReLU (changes training)': `net = nn.Sequential(${torchLayers('nn.ReLU()', 3)}, nn.Linear(64, 1))`,
        },
      },
      {
        name: 'one module for all of them, Xavier written out',
        code: torchModule(
          [
            'self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])',
            'self.last = nn.Linear(8, 1)',
            'self.act = ⟦nn.Sigmoid()⟧',
            'for m in self.layers:',
            '    nn.init.xavier_uniform_(m.weight)',
          ],
          ['for layer in self.layers:', '    x = self.act(layer(x))', 'return self.last(x)'],
        ),
        fixes: {
          'Use ReLU with He initialisation (changes training)': [
            'self.act = nn.ReLU()',
            "nn.init.kaiming_uniform_(m.weight, nonlinearity='relu')",
          ],
        },
      },
      {
        name: 'the module makes the output, too: no edit is certain',
        code: torchModule(
          [
            'self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])',
            'self.last = nn.Linear(8, 1)',
            'self.act = ⟦nn.Sigmoid()⟧',
          ],
          ['for layer in self.layers:', '    x = self.act(layer(x))', 'return self.act(self.last(x))'],
        ),
        fixes: {},
      },
      {
        name: 'what initialises a SELU layer, too, stays as it is',
        code: `from torch import nn
net = nn.Sequential(nn.Linear(8, 8), ⟦nn.Sigmoid()⟧, nn.Linear(8, 8), nn.Sigmoid(), nn.Linear(8, 8), nn.SELU(), nn.Linear(8, 1))
for layer in net:
    if isinstance(layer, nn.Linear):
        nn.init.xavier_normal_(layer.weight)`,
        fixes: {
          'Use ReLU (changes training)':
            'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 8), nn.SELU(), nn.Linear(8, 1))',
        },
      },
      {
        name: 'functions and methods',
        code: torchModule(
          ['self.a, self.b, self.c = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 1)'],
          ['x = ⟦torch.sigmoid(self.a(x))⟧', 'return self.c(self.b(x).sigmoid())'],
        ),
        fixes: {
          'Use ReLU (changes training)': ['x = torch.relu(self.a(x))', 'return self.c(self.b(x).relu())'],
        },
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
        fixes: {
          'Use ReLU with He initialisation (changes training)': `model = keras.Sequential([keras.Input((64,)), ${Array.from({ length: 3 }, () => "layers.Dense(64, activation='relu', kernel_initializer='he_normal')").join(', ')}, layers.Dense(1)])`,
        },
      },
      {
        name: 'the last one is hidden, too, where two heads take it',
        code: `import keras
from keras import layers
i = keras.Input((12,))
x = layers.Dense(64, activation=⟦'sigmoid'⟧)(i)
x = layers.Dense(64, activation='sigmoid')(x)
x = layers.Dense(64, activation='sigmoid')(x)
model = keras.Model(i, [layers.Dense(1)(x), layers.Dense(4)(x)])`,
        message: /^3 hidden sigmoid layers/,
        severity: 'warning',
      },
      {
        name: 'layers of their own, and a He initialiser that stays',
        code: kerasNet(
          "layers.Dense(8, kernel_initializer='he_normal', input_dim=8), ⟦layers.Activation('sigmoid')⟧, layers.Dense(8, kernel_initializer='glorot_normal', activation=keras.activations.sigmoid), layers.Dense(1)",
        ),
        fixes: {
          'Use ReLU with He initialisation (changes training)':
            "model = keras.Sequential([layers.Dense(8, kernel_initializer='he_normal', input_dim=8), layers.Activation('relu'), layers.Dense(8, kernel_initializer='he_normal', activation=keras.activations.relu), layers.Dense(1)])",
        },
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
        fixes: { 'Use ReLU (changes training)': tensorflowLines('tf.nn.relu', 2) },
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
        fixes: { 'Use ReLU (changes training)': flaxLines('nn.relu', 2) },
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
