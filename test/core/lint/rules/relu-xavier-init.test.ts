import { reluXavierInit } from '../../../../src/core/lint/rules/relu-xavier-init';
import { flaxNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const HE = 'Use He initialisation (changes training)';
const forAll = (layers: number, model: string): string =>
  `Use He initialisation for all ${layers} layers of ${model} (changes training)`;

/** A PyTorch model of two layers; `init` is what its constructor says of them, `forward` what it computes. */
const torchModel = (init: string, forward = 'return self.b(F.relu(self.a(x)))') => `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 64)
        self.norm = nn.BatchNorm1d(64)
        ${init}

    def forward(self, x):
        ${forward}
`;
const hidden = (count: number, activation = 'nn.ReLU()') =>
  Array.from({ length: count }, () => `nn.Linear(32, 32), ${activation}`).join(', ');

ruleTester(reluXavierInit, {
  torch: {
    valid: [
      {
        name: 'spectral norm divides by what the initialiser scales',
        code: `
          from torch import nn
          from torch.nn.utils import spectral_norm
          def layer(width):
              made = spectral_norm(nn.Linear(width, width))
              nn.init.xavier_uniform_(made.weight)
              return made
          net = nn.Sequential(layer(64), nn.ReLU(), layer(64), nn.ReLU(), layer(64), nn.ReLU(), nn.Linear(64, 1))
        `,
      },
      {
        name: 'dropout makes up for what ReLU takes, in training',
        code: torchNet(
          'nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 9)',
          'for m in net.modules():',
          '    if isinstance(m, nn.Linear):',
          '        nn.init.xavier_normal_(m.weight)',
        ),
      },
      {
        name: 'He before ReLU',
        code: torchModel("nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')"),
      },
      {
        name: 'Xavier before tanh',
        code: torchModel('nn.init.xavier_uniform_(self.a.weight)', 'return self.b(torch.tanh(self.a(x)))'),
      },
      {
        name: "Xavier with ReLU's gain",
        code: torchModel("nn.init.xavier_uniform_(self.a.weight, gain=nn.init.calculate_gain('relu'))"),
      },
      {
        name: "Xavier with ReLU's gain on a layer that widens",
        code: torchModel(
          "nn.init.xavier_uniform_(self.a.weight, gain=nn.init.calculate_gain('relu'))",
        ).replace('self.a = nn.Linear(64, 64)', 'self.a = nn.Linear(16, 64)'),
      },
      {
        name: "Xavier with a leaky ReLU's gain before that leaky ReLU",
        code: torchModel(
          "nn.init.xavier_uniform_(self.a.weight, nn.init.calculate_gain('leaky_relu', 0.2))",
          'return self.b(F.leaky_relu(self.a(x), 0.2))',
        ),
      },
      {
        name: 'a gain that cannot be told',
        code: torchModel('nn.init.xavier_uniform_(self.a.weight, gain=gain)'),
      },
      {
        name: 'Xavier on the last layer, which no activation follows',
        code: torchModel('nn.init.xavier_uniform_(self.b.weight)'),
      },
      {
        name: 'a class of its own called ReLU',
        code: `
          class ReLU(nn.Module):
              def forward(self, x):
                  return x.clone()

          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a = nn.Linear(64, 64)
                  self.act = ReLU()
                  nn.init.xavier_uniform_(self.a.weight)

              def forward(self, x):
                  return self.act(self.a(x))
        `,
      },
      {
        name: 'no framework at all',
        code: 'import relu\n\ndef xavier_uniform_(w): return w\n\nxavier_uniform_(relu)',
      },
      {
        name: 'Xavier that is overwritten by He',
        code: torchModel(
          'nn.init.xavier_uniform_(self.a.weight)\n        nn.init.kaiming_normal_(self.a.weight)',
        ),
      },
      {
        name: 'a layer wide enough at its input that Xavier is He',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.a = nn.Linear(512, 10)
                  nn.init.xavier_uniform_(self.a.weight)

              def forward(self, x):
                  return torch.relu(self.a(x))
        `,
      },
    ],
    invalid: [
      {
        name: 'one layer alone, however much wider it makes the signal',
        code: `
          net = nn.Sequential(nn.Linear(4, 64), ⟪nn.ReLU()⟫, nn.Linear(64, 3))
          nn.init.⟦xavier_uniform_⟧(net[0].weight)
        `,
        severity: 'information',
      },
      {
        name: 'one layer',
        code: torchModel('nn.init.⟦xavier_uniform_⟧(self.a.weight)', 'return self.b(⟪F.relu(self.a(x))⟫)'),
        severity: 'information',
        message:
          /^Xavier \(Glorot\) initialisation before ReLU: ×0\.584 of the signal left after this layer; ×0\.826 with He\.$/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: "Xavier with another activation's gain",
        code: torchModel("nn.init.⟦xavier_uniform_⟧(self.a.weight, gain=nn.init.calculate_gain('sigmoid'))"),
        message: /×0\.584 of the signal/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: 'two layers in a chain',
        code: torchModel(
          'nn.init.⟦xavier_normal_⟧(self.a.weight)\n        nn.init.⟪xavier_normal_⟫(self.b.weight, gain=1.0)',
          'return F.relu(self.b(⟪F.relu(self.a(x))⟫))',
        ),
        severity: 'warning',
        message: /×0\.356 of the signal left after 2 layers; ×0\.712 with He/,
        fixes: {
          [forAll(2, 'Net')]: [
            "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')",
            "nn.init.kaiming_normal_(self.b.weight, nonlinearity='relu')",
          ],
          [HE]: "nn.init.kaiming_normal_(self.a.weight, nonlinearity='relu')",
        },
      },
      {
        name: 'six layers filled in a loop over modules',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.net = nn.Sequential(${hidden(6)}, nn.Linear(32, 1))
                  for m in self.modules():
                      if isinstance(m, nn.Linear):
                          nn.init.⟦xavier_uniform_⟧(m.weight)

              def forward(self, x):
                  return self.net(x)
        `,
        severity: 'warning',
        message: /×0\.0618 of the signal left after 6 layers; ×0\.475 with He/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(m.weight, nonlinearity='relu')" },
      },
      {
        name: 'six layers, each with an initialiser of its own: one finding, at the first',
        code: `
          class Classifier(nn.Module):
              def __init__(self):
                  super().__init__()
                  ${[...'abcdef'].map((name) => `self.${name} = nn.Linear(32, 32)`).join('\n                  ')}
                  nn.init.⟦xavier_uniform_⟧(self.a.weight)
                  nn.init.⟪xavier_uniform_⟫(self.b.weight)
                  ${[...'cdef'].map((name) => `nn.init.xavier_uniform_(self.${name}.weight)`).join('\n                  ')}
                  self.out = nn.Linear(32, 10)

              def forward(self, x):
                  x = ⟪F.relu(self.a(x))⟫
                  ${[...'bcdef'].map((name) => `x = F.relu(self.${name}(x))`).join('\n                  ')}
                  return self.out(x)
        `,
        severity: 'warning',
        message:
          /^Xavier \(Glorot\) initialisation before ReLU: ×0\.0618 of the signal left after 6 layers; ×0\.475 with He\.$/,
        fixes: {
          [forAll(6, 'Classifier')]: [...'abcdef'].map(
            (name) => `nn.init.kaiming_uniform_(self.${name}.weight, nonlinearity='relu')`,
          ),
          [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')",
        },
      },
      {
        name: 'leaky ReLU, whose slope the fix carries over',
        code: torchModel(
          'nn.init.⟦xavier_uniform_⟧(self.a.weight)',
          'return self.b(F.leaky_relu(self.a(x), 0.2))',
        ),
        message: /before leaky ReLU: ×0\.647/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, a=0.2, nonlinearity='leaky_relu')" },
      },
      {
        name: 'batch norm behind the layer: a hint only',
        code: torchModel(
          'nn.init.⟦xavier_uniform_⟧(self.a.weight)',
          'return self.b(F.relu(self.norm(self.a(x))))',
        ),
        severity: 'hint',
        message: /make up for most of it/,
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: 'losses that are added up behind it: no residual add',
        code: `
          a, relu, b = nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)
          nn.init.⟦xavier_uniform_⟧(a.weight)
          model = nn.Sequential(a, relu, b)
          criterion = nn.CrossEntropyLoss()
          total = 0
          for x, y in batches:
              loss = criterion(model(x), y)
              total += loss / 10
        `,
        severity: 'information',
      },
      {
        name: 'a residual add behind it: a hint only',
        code: torchModel('nn.init.⟦xavier_uniform_⟧(self.a.weight)', 'return x + self.b(F.relu(self.a(x)))'),
        severity: 'hint',
        fixes: { [HE]: "nn.init.kaiming_uniform_(self.a.weight, nonlinearity='relu')" },
      },
      {
        name: "with the file's own names and quotes",
        code: `
          import torch.nn as tnn
          from torch.nn.init import xavier_uniform_ as glorot
          from torch.nn.functional import relu

          name = "a"

          class Net(tnn.Module):
              def __init__(self):
                  super().__init__()
                  self.a = tnn.Linear(8, 8)
                  print("made")
                  ⟦glorot⟧(self.a.weight)

              def forward(self, x):
                  return relu(self.a(x))
        `,
        fixes: { [HE]: 'tnn.init.kaiming_uniform_(self.a.weight, nonlinearity="relu")' },
      },
    ],
  },
  keras: {
    valid: [
      {
        name: 'a scale that makes up for ReLU',
        code: `
          model = keras.Sequential([
              layers.Dense(256, activation='relu', kernel_initializer=keras.initializers.VarianceScaling(2.0, 'fan_avg'), input_shape=(256,)),
              layers.Dense(10),
          ])
        `,
      },
      "keras.Sequential([layers.Dense(64, activation='relu', kernel_initializer='he_uniform'), layers.Dense(1)])",
      "keras.Sequential([layers.Dense(64, activation='tanh', kernel_initializer='glorot_uniform'), layers.Dense(1)])",
      {
        name: 'the default in a shallow network',
        code: "keras.Sequential([layers.Dense(64, activation='relu'), layers.Dense(64, activation='relu'), layers.Dense(1)])",
      },
      {
        name: 'an initialiser that cannot be told',
        code: "keras.Sequential([layers.Dense(64, activation='relu', kernel_initializer=init), layers.Dense(1)])",
      },
      {
        name: 'on the output layer',
        code: "keras.Sequential([layers.Dense(64, activation='relu', kernel_initializer='he_normal'), layers.Dense(1, kernel_initializer='glorot_normal')])",
      },
    ],
    invalid: [
      {
        name: 'Xavier by its arguments',
        code: `
          model = keras.Sequential([
              layers.Dense(256, activation='relu', kernel_initializer='he_normal', input_shape=(256,)),
              layers.Dense(256, activation='relu', kernel_initializer=keras.initializers.⟦VarianceScaling⟧(scale=1.0, mode='fan_avg', distribution='uniform')),
              layers.Dense(10),
          ])
        `,
        message: /^Xavier \(Glorot\) initialisation before ReLU/,
        severity: 'information',
      },
      {
        name: 'one layer',
        code: "model = keras.Sequential([\n    layers.Dense(64, activation=⟪'relu'⟫, kernel_initializer=⟦'glorot_uniform'⟧),\n    layers.Dense(1),\n])",
        severity: 'information',
        message: /before ReLU passes on about 0\.7 of what He does, in every layer/,
        fixes: { [HE]: "layers.Dense(64, activation='relu', kernel_initializer='he_uniform')," },
      },
      {
        name: 'two layers, an object among them',
        code: `
          model = keras.Sequential([
              layers.Dense(64, activation='relu', kernel_initializer=⟦"glorot_normal"⟧),
              layers.Dense(64, activation='relu', kernel_initializer=keras.initializers.GlorotUniform(seed=1)),
              layers.Dense(1),
          ])
        `,
        severity: 'warning',
        message: /before ReLU passes on about 0\.7/,
        fixes: {
          [forAll(2, 'model')]: [
            `layers.Dense(64, activation='relu', kernel_initializer="he_normal"),`,
            "layers.Dense(64, activation='relu', kernel_initializer=keras.initializers.HeUniform(seed=1)),",
          ],
          [HE]: `layers.Dense(64, activation='relu', kernel_initializer="he_normal"),`,
        },
      },
      {
        name: 'a functional model with an activation layer',
        code: `
          x = keras.Input((8,))
          h = layers.Dense(8, kernel_initializer=⟦'lecun_normal'⟧)(x)
          h = ⟪layers.ReLU()⟫(h)
          model = keras.Model(x, layers.Dense(1)(h))
        `,
        message: /^LeCun initialisation before ReLU: ×0\.584/,
        fixes: { [HE]: "h = layers.Dense(8, kernel_initializer='he_normal')(x)" },
      },
      {
        name: 'with batch norm between: a hint',
        code: `
          model = keras.Sequential([
              layers.Dense(64, kernel_initializer=⟦'glorot_uniform'⟧),
              layers.BatchNormalization(),
              layers.Activation('relu'),
              layers.Dense(1),
          ])
        `,
        severity: 'hint',
        fixes: { [HE]: "layers.Dense(64, kernel_initializer='he_uniform')," },
      },
      {
        name: 'the default, nine layers deep',
        code: `
          model = keras.Sequential()
          for _ in range(9):
              model.add(layers.⟦Dense⟧(64, activation='relu'))
          model.add(layers.Dense(1))
        `,
        severity: 'information',
        message:
          /^9 ReLU layers in a row keep their default, Xavier \(Glorot\) initialisation: each keeps 0\.7 of what He keeps\.$/,
        fixes: {
          [HE]: "model.add(layers.Dense(64, activation='relu', kernel_initializer='he_normal'))",
        },
      },
      {
        name: 'the default of layers that stand one by one, arguments on lines of their own among them',
        code: `
          x = inputs = keras.Input((8,))
          x = layers.⟦Dense⟧(
              64,
              activation="relu",
          )(x)
          ${Array.from({ length: 8 }, () => 'x = layers.Dense(64, activation="relu")(x)').join('\n          ')}
          model = keras.Model(inputs, layers.Dense(1)(x))
        `,
        fixes: {
          [HE]: [
            'kernel_initializer="he_normal",',
            ...Array.from(
              { length: 8 },
              () => 'x = layers.Dense(64, activation="relu", kernel_initializer="he_normal")(x)',
            ),
          ],
        },
      },
      {
        name: 'the default of layers before a leaky ReLU of a steep slope',
        code: `
          from tensorflow import keras
          model = keras.Sequential()
          for _ in range(8):
              model.add(keras.layers.⟦Conv2D⟧(8, 3))
              model.add(keras.layers.LeakyReLU(0.4))
          model.add(keras.layers.Dense(1))
        `,
        fixes: {
          [HE]: "model.add(keras.layers.Conv2D(8, 3, kernel_initializer=keras.initializers.VarianceScaling(scale=1.7241, mode='fan_in', distribution='truncated_normal')))",
        },
      },
      {
        name: 'the default of a helper that makes other layers too: no fix',
        code: `
          def dense(units, activation=None):
              return layers.⟦Dense⟧(units, activation=activation)
          model = keras.Sequential()
          for _ in range(8):
              model.add(dense(64, 'relu'))
          model.add(dense(1))
        `,
        fixes: {},
      },
      {
        name: 'the default of layers that get more arguments from elsewhere: no fix',
        code: `
          model = keras.Sequential()
          options = {'name': None}
          for _ in range(8):
              model.add(layers.⟦Dense⟧(64, activation='relu', **options))
          model.add(layers.Dense(1))
        `,
        fixes: {},
      },
    ],
  },
  tensorflow: {
    valid: [
      'def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.relu)',
      'def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.tanh, kernel_initializer=tf.glorot_uniform_initializer())',
      "def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.variance_scaling_initializer(scale=2.0, mode='fan_in'))",
      'def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=init)',
    ],
    invalid: [
      {
        code: 'def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.⟦glorot_uniform_initializer⟧())',
        severity: 'information',
        fixes: {
          [HE]: "return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.variance_scaling_initializer(scale=2, mode='fan_in', distribution='uniform'))",
        },
      },
      {
        name: 'two layers',
        code: `
          def f(x):
              x = tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.⟦glorot_normal_initializer⟧(seed=3))
              return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.glorot_normal_initializer())
        `,
        severity: 'warning',
        fixes: {
          [forAll(2, 'f')]: [
            "x = tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.variance_scaling_initializer(scale=2, mode='fan_in', distribution='truncated_normal', seed=3))",
            "return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.variance_scaling_initializer(scale=2, mode='fan_in', distribution='truncated_normal'))",
          ],
          [HE]: "x = tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.variance_scaling_initializer(scale=2, mode='fan_in', distribution='truncated_normal', seed=3))",
        },
      },
      {
        name: 'contrib',
        code: 'def f(x):\n    return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.contrib.layers.⟦xavier_initializer⟧(seed=1))',
        fixes: {
          [HE]: 'return tf.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.contrib.layers.variance_scaling_initializer(factor=2.0, uniform=True, seed=1))',
        },
      },
      {
        name: 'compat.v1',
        code: 'def f(x):\n    return tf.compat.v1.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.compat.v1.⟦glorot_uniform_initializer⟧())',
        severity: 'information',
        fixes: {
          [HE]: "return tf.compat.v1.layers.dense(x, 10, activation=tf.nn.relu, kernel_initializer=tf.compat.v1.variance_scaling_initializer(scale=2, mode='fan_in', distribution='uniform'))",
        },
      },
      {
        name: 'a function after the layer',
        code: 'def f(x):\n    x = tf.layers.dense(x, 10, kernel_initializer=tf.⟦glorot_uniform_initializer⟧())\n    return ⟪tf.nn.relu(x)⟫',
        severity: 'information',
        fixes: {
          [HE]: "x = tf.layers.dense(x, 10, kernel_initializer=tf.variance_scaling_initializer(scale=2, mode='fan_in', distribution='uniform'))",
        },
      },
    ],
  },
  jax: {
    valid: [
      { name: 'one layer under the default of Flax', code: flaxNet(['return nn.relu(nn.Dense(8)(x))']) },
      flaxNet([
        'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet([
        'x = nn.tanh(nn.Dense(8, kernel_init=nn.initializers.xavier_uniform())(x))',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet(['x = nn.relu(nn.Dense(8, kernel_init=init)(x))', 'return nn.Dense(3)(x)']),
      flaxNet([...Array.from({ length: 7 }, () => 'x = nn.relu(nn.Dense(64)(x))'), 'return nn.Dense(3)(x)']),
    ],
    invalid: [
      {
        code: flaxNet([
          'x = nn.Dense(8, kernel_init=nn.initializers.⟦xavier_uniform⟧())(x)',
          'return ⟪nn.relu(x)⟫',
        ]),
        severity: 'information',
        fixes: { [HE]: 'x = nn.Dense(8, kernel_init=nn.initializers.he_uniform())(x)' },
      },
      {
        name: 'two layers',
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.⟦glorot_normal⟧())(x))',
          'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.glorot_normal())(x))',
          'return nn.Dense(3)(x)',
        ]),
        severity: 'warning',
        fixes: {
          [forAll(2, 'Net')]: [
            'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))',
          ],
          [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=nn.initializers.he_normal())(x))',
        },
      },
      {
        code: flaxNet([
          'x = nn.relu(nn.Dense(8, kernel_init=jax.nn.initializers.⟦lecun_normal⟧())(x))',
          'return nn.Dense(3)(x)',
        ]),
        fixes: { [HE]: 'x = nn.relu(nn.Dense(8, kernel_init=jax.nn.initializers.he_normal())(x))' },
      },
      {
        code: flaxNet([
          'x = nn.Conv(8, (3, 3), kernel_init=nn.initializers.⟦xavier_normal⟧())(x)',
          'return nn.relu(x)',
        ]),
        fixes: { [HE]: 'x = nn.Conv(8, (3, 3), kernel_init=nn.initializers.he_normal())(x)' },
      },
      {
        name: 'a deep chain under the default of Flax',
        code: flaxNet([
          'x = nn.relu(nn.⟦Dense⟧(64)(x))',
          ...Array.from({ length: 9 }, () => 'x = nn.relu(nn.Dense(64)(x))'),
          'return nn.Dense(3)(x)',
        ]),
        severity: 'information',
        fixes: {
          [HE]: [
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
            'x = nn.relu(nn.Dense(64, kernel_init=nn.initializers.he_normal())(x))',
          ],
        },
      },
    ],
  },
});
