import { missingNonlinearity } from '../../../../src/core/lint/rules/missing-nonlinearity';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(missingNonlinearity, {
  torch: {
    valid: [
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
      torchNet('nn.Conv2d(3, 32, 3), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3)'),
    ],
    invalid: [
      {
        code: torchNet('⟪nn.Linear(64, 64)⟫, ⟦nn.Linear(64, 10)⟧'),
        severity: 'warning',
        message: /64 hidden units/,
      },
      torchNet('nn.Linear(64, 128), nn.Dropout(0.5), ⟦nn.Linear(128, 10)⟧'),
      torchNet('nn.Conv2d(3, 32, 3), ⟦nn.Conv2d(32, 64, 3)⟧'),
      torchModule(
        ['self.a = nn.Linear(64, 64)', 'self.b = ⟦nn.Linear(64, 64)⟧'],
        ['x = self.a(x)', 'return F.relu(self.b(x))'],
      ),
      torchNet('nn.Conv2d(3, 32, 3), nn.BatchNorm2d(32), ⟦nn.Conv2d(32, 64, 3)⟧'),
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
      { code: kerasNet('layers.Dense(64, input_shape=(64,)), ⟦layers.Dense(10)⟧'), severity: 'warning' },
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
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 64)',
        'return ⟦tf.compat.v1.layers.dense(h, 10)⟧',
      ),
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
      flaxNet(['x = nn.relu(nn.Dense(64)(x))', 'x = nn.Dense(64)(x)', 'return ⟦nn.Dense(10)⟧(x)']),
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
