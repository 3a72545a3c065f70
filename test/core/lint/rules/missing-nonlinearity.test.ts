import { missingNonlinearity } from '../../../../src/core/lint/rules/missing-nonlinearity';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const FIX = 'Insert a ReLU between them (changes training)';

ruleTester(missingNonlinearity, {
  torch: {
    valid: [
      {
        name: 'a projection that queries, keys and values share',
        code: `
          class Attention(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.inner = nn.Linear(64, 64)
                  self.q, self.k, self.v = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 64)

              def forward(self, x):
                  x = self.inner(x)
                  scores = self.q(x) @ self.k(x).transpose(-2, -1) / 8
                  return torch.softmax(scores, dim=-1) @ self.v(x)
        `,
      },
      { name: 'widths that do not fit', code: torchNet('nn.Linear(8, 64), nn.Linear(32, 64)') },
      torchNet('nn.Conv2d(3, 16, 3), nn.Conv2d(8, 16, 3)'),
      torchNet('nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)'),
      { name: 'a low-rank factorisation', code: torchNet('nn.Linear(512, 16), nn.Linear(16, 512)') },
      {
        name: 'depthwise and pointwise',
        code: torchNet('nn.Conv2d(32, 32, 3, groups=32), nn.Conv2d(32, 64, 1)'),
      },
      torchNet('nn.Linear(64, width), nn.Linear(width, 10)'),
      torchNet('nn.Linear(width, 16), nn.Linear(16, 64)'),
      torchModule(
        ['self.a = nn.Linear(64, 64)', 'self.b = nn.Linear(64, 64)'],
        ['return self.b(x + self.a(x))'],
      ),
      torchNet('nn.Conv2d(3, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3)'),
      torchNet('nn.Linear(8, 32), nn.MaxPool1d(2), nn.Linear(16, 4)'),
      {
        name: 'an activation that may be the identity',
        code: torchModule(
          [
            'self.a, self.b = nn.Linear(64, 64), nn.Linear(64, 10)',
            'self.act = nn.ReLU() if relu else nn.Identity()',
          ],
          ['return self.b(self.act(self.a(x)))'],
        ),
      },
    ],
    invalid: [
      {
        name: 'weights that are put in by hand show what layers do',
        code: `
          net = nn.Sequential(nn.Linear(2, 2), ⟦nn.Linear(2, 2)⟧, nn.Tanh())
          net[1].weight = nn.Parameter(torch.eye(2))
        `,
        severity: 'hint',
      },
      {
        name: 'only pooling between convolutions',
        code: torchNet('nn.Conv2d(3, 32, 3), nn.MaxPool2d(2), ⟦nn.Conv2d(32, 64, 3)⟧'),
        severity: 'information',
        message: /Only pooling/,
      },
      {
        name: 'a resampling between them',
        code: torchNet('nn.Conv2d(8, 8, 3), nn.Upsample(scale_factor=2), ⟦nn.Conv2d(8, 8, 3)⟧'),
        severity: 'hint',
      },
      {
        name: 'a stride',
        code: torchNet('nn.Conv2d(8, 8, 3), ⟦nn.Conv2d(8, 8, 3, stride=2)⟧'),
        severity: 'hint',
      },
      {
        name: 'one unit, and which two',
        code: torchModule(
          ['self.first, self.second = nn.Linear(1, 1), ⟦nn.Linear(1, 1)⟧'],
          ['return self.second(self.first(x))'],
        ),
        message: /No activation between first and second: .* so 1 hidden unit adds nothing/,
        severity: 'warning',
      },
      {
        code: torchNet('⟪nn.Linear(64, 64)⟫, ⟦nn.Linear(64, 10)⟧'),
        severity: 'warning',
        message: /64 hidden units/,
        fixes: { [FIX]: 'net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))' },
      },
      {
        name: 'one entry a line',
        code: torchNet(
          '\n    nn.Linear(64, 128),  # wide\n    nn.Dropout(0.5),\n    ⟦nn.Linear(128, 10)⟧,\n',
        ),
        fixes: { [FIX]: 'nn.ReLU(),' },
      },
      torchNet('nn.Conv2d(3, 32, 3), ⟦nn.Conv2d(32, 64, 3)⟧'),
      {
        code: torchModule(
          ['self.a = nn.Linear(64, 64)', 'self.b = ⟦nn.Linear(64, 64)⟧'],
          ['x = self.a(x)', 'return F.relu(self.b(x))'],
        ),
        fixes: { [FIX]: 'x = F.relu(self.a(x))' },
      },
      {
        name: 'an import that the fix needs',
        code: 'from torch.nn import Linear, Module\nclass Net(Module):\n    def __init__(self):\n        super().__init__()\n        self.a = Linear(8, 8)\n        self.b = ⟦Linear(8, 8)⟧\n    def forward(self, x):\n        return self.b(self.a(x))',
        fixes: {
          [FIX]: ['import torch.nn.functional as F', 'return self.b(F.relu(self.a(x)))'],
        },
      },
      {
        name: 'behind the normalisation',
        code: torchNet('nn.Conv2d(3, 32, 3), nn.BatchNorm2d(32), ⟦nn.Conv2d(32, 64, 3)⟧'),
        fixes: {
          [FIX]:
            'net = nn.Sequential(nn.Conv2d(3, 32, 3), nn.BatchNorm2d(32), nn.ReLU(), nn.Conv2d(32, 64, 3))',
        },
      },
      {
        name: 'through an Identity, and a dropout that may be one',
        code: torchModule(
          [
            'self.a = nn.Linear(64, 64)',
            'self.drop = nn.Dropout(p) if p > 0 else nn.Identity()',
            'self.b = ⟦nn.Linear(64, 10)⟧',
          ],
          ['return self.b(nn.Identity()(self.drop(self.a(x))))'],
        ),
        fixes: { [FIX]: 'return self.b(nn.Identity()(self.drop(F.relu(self.a(x)))))' },
      },
      {
        name: 'a loop calls the last layer as well: no edit is certain',
        code: torchModule(
          ['self.layers = nn.ModuleList([nn.Linear(8, 8), ⟦nn.Linear(8, 8)⟧])'],
          ['for layer in self.layers:', '    x = layer(x)', 'return x'],
        ),
        fixes: {},
      },
      {
        name: 'entries that are found by their number',
        code: torchNet('nn.Linear(64, 64), ⟦nn.Linear(64, 10)⟧', 'last = net[1]'),
        fixes: {},
      },
      { name: 'whatever goes in', code: torchNet('nn.Linear(width, 64), ⟦nn.Linear(64, 10)⟧') },
    ],
  },
  keras: {
    valid: [
      kerasNet("keras.Input((64,)), layers.Dense(64, activation='relu'), layers.Dense(10)"),
      kerasNet('keras.Input((512,)), layers.Dense(16), layers.Dense(512)'),
      kerasNet('keras.Input((64,)), layers.Dense(units), layers.Dense(10)'),
      kerasNet('keras.Input((64,)), layers.Dense(64), layers.ReLU(), layers.Dense(10)'),
    ],
    invalid: [
      {
        code: kerasNet(
          'layers.Conv2D(32, 3, input_shape=(28, 28, 1)), layers.MaxPooling2D(2), ⟦layers.Conv2D(64, 3)⟧, layers.Flatten()',
        ),
        severity: 'information',
      },
      {
        code: kerasNet('layers.Dense(64, input_shape=(64,)), ⟦layers.Dense(10)⟧'),
        severity: 'warning',
        fixes: {
          [FIX]:
            "model = keras.Sequential([layers.Dense(64, input_shape=(64,), activation='relu'), layers.Dense(10)])",
        },
      },
      {
        name: 'an activation that is linear by name, in double quotes',
        code: kerasNet('layers.Dense(64, activation="linear", input_dim=64), ⟦layers.Dense(10)⟧'),
        fixes: {
          [FIX]:
            'model = keras.Sequential([layers.Dense(64, activation="relu", input_dim=64), layers.Dense(10)])',
        },
      },
      {
        name: 'behind the normalisation of a functional model',
        code: 'from tensorflow import keras\nfrom tensorflow.keras.layers import Dense, BatchNormalization\ninputs = keras.Input((64,))\nh = BatchNormalization()(Dense(64)(inputs))\noutputs = ⟦Dense(10)⟧(h)\nmodel = keras.Model(inputs, outputs)',
        fixes: { [FIX]: "h = keras.layers.Activation('relu')(BatchNormalization()(Dense(64)(inputs)))" },
      },
      kerasNet('layers.Dense(64, input_shape=(64,)), layers.Dropout(0.5), ⟦layers.Dense(10)⟧'),
      kerasNet("layers.Dense(64, input_shape=(32,)), ⟦layers.Dense(64, activation='relu')⟧"),
      'import keras\nfrom keras import layers\ninputs = keras.Input((64,))\nh = layers.Dense(64)(inputs)\noutputs = ⟦layers.Dense(10)⟧(h)\nmodel = keras.Model(inputs, outputs)',
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 64, activation=tf.nn.relu)',
        'return tf.compat.v1.layers.dense(h, 10)',
      ),
      tensorflowNet(
        'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 64))',
        'return tf.compat.v1.layers.dense(h, 10)',
      ),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 64)', 'return tf.compat.v1.layers.dense(f(h), 10)'),
      {
        name: 'widths that are not known',
        code: tensorflowNet('h = tf.compat.v1.layers.dense(x, n)', 'return tf.compat.v1.layers.dense(h, 10)'),
      },
    ],
    invalid: [
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
          'h = tf.compat.v1.layers.dense(h, 64)',
          'return ⟦tf.compat.v1.layers.dense(h, 10)⟧',
        ),
        fixes: { [FIX]: 'h = tf.compat.v1.layers.dense(h, 64, activation=tf.nn.relu)' },
      },
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 64)',
        'h = tf.compat.v1.layers.dropout(h)',
        'return ⟦tf.compat.v1.layers.dense(h, 10)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 8)',
        'return ⟦tf.compat.v1.layers.dense(h, 8)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 16, activation=tf.nn.tanh)',
        'h = tf.compat.v1.layers.dense(h, 16, use_bias=False)',
        'return ⟦tf.compat.v1.layers.dense(h, 4)⟧',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['x = nn.relu(nn.Dense(64)(x))', 'return nn.Dense(10)(x)']),
      flaxNet(['x = nn.Dense(self.n)(x)', 'return nn.Dense(10)(x)']),
      flaxNet(['x = nn.relu(nn.Dense(512)(x))', 'x = nn.Dense(16)(x)', 'return nn.Dense(512)(x)']),
      flaxNet(['h = nn.Dense(64)(x)', 'return nn.Dense(10)(x + h)']),
    ],
    invalid: [
      {
        name: 'an output whose width only a caller knows, behind a middle as wide as what it takes',
        code: flaxNet([
          'x = nn.relu(nn.Dense(64)(x))',
          'x = nn.Dense(64)(x)',
          'return ⟦nn.Dense(classes)⟧(x)',
        ]),
        fixes: { [FIX]: 'x = nn.relu(nn.Dense(64)(x))' },
      },
      {
        code: flaxNet(['x = nn.relu(nn.Dense(64)(x))', 'x = nn.Dense(64)(x)', 'return ⟦nn.Dense(10)⟧(x)']),
        fixes: { [FIX]: 'x = nn.relu(nn.Dense(64)(x))' },
      },
      {
        code: flaxNet([
          'x = nn.Sequential([nn.Dense(64), ⟦nn.Dense(64)⟧])(nn.relu(nn.Dense(64)(x)))',
          'return nn.relu(x)',
        ]),
        fixes: {
          [FIX]: 'x = nn.Sequential([nn.Dense(64), nn.relu, nn.Dense(64)])(nn.relu(nn.Dense(64)(x)))',
        },
      },
      flaxNet([
        'x = nn.relu(nn.Dense(8)(x))',
        'x = nn.Dense(32)(x)',
        'x = nn.Dropout(0.1)(x, deterministic=True)',
        'return ⟦nn.Dense(10)⟧(x)',
      ]),
      flaxNet(['x = nn.relu(nn.Dense(64)(x))', 'return ⟦nn.Dense(10)⟧(nn.Dense(64)(x))']),
      flaxNet([
        'x = nn.tanh(nn.Dense(16)(x))',
        'x = nn.Dense(16)(x)',
        'x = ⟦nn.Dense(16)⟧(x)',
        'return nn.relu(x)',
      ]),
    ],
  },
});
