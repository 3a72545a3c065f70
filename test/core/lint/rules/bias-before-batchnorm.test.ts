import { biasBeforeBatchnorm } from '../../../../src/core/lint/rules/bias-before-batchnorm';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(biasBeforeBatchnorm, {
  torch: {
    valid: [
      torchNet('nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8)'),
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.BatchNorm1d(8)'),
      torchNet('nn.Linear(8, 8), nn.LayerNorm(8)'),
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.n = nn.BatchNorm1d(8)'],
        ['h = self.a(x)', 'return self.n(h) + h'],
      ),
      torchNet('nn.Conv2d(3, 8, 3, bias=flag), nn.BatchNorm2d(8)'),
    ],
    invalid: [
      {
        code: torchNet('⟦nn.Conv2d(3, 8, 3)⟧, ⟪nn.BatchNorm2d(8)⟫'),
        severity: 'hint',
        fixes: { 'Add bias=False': 'net = nn.Sequential(nn.Conv2d(3, 8, 3, bias=False), nn.BatchNorm2d(8))' },
      },
      {
        code: torchNet('⟦nn.Linear(8, 8, bias=True)⟧, nn.BatchNorm1d(8)'),
        fixes: { 'Set bias=False': 'net = nn.Sequential(nn.Linear(8, 8, bias=False), nn.BatchNorm1d(8))' },
      },
      torchModule(
        ['self.a = ⟦nn.Conv2d(3, 8, 3, padding=1)⟧', 'self.n = nn.BatchNorm2d(8)'],
        ['return F.relu(self.n(self.a(x)))'],
      ),
      torchNet('⟦nn.Conv2d(3, 8, 3,)⟧, nn.BatchNorm2d(8)'),
    ],
  },
  keras: {
    valid: [
      kerasNet('layers.Dense(8, use_bias=False), layers.BatchNormalization()'),
      kerasNet("layers.Dense(8, activation='relu'), layers.BatchNormalization()"),
      kerasNet('layers.Dense(8), layers.LayerNormalization()'),
      kerasNet('layers.Dense(8), layers.ReLU(), layers.BatchNormalization()'),
    ],
    invalid: [
      {
        code: kerasNet('⟦layers.Dense(8)⟧, layers.BatchNormalization()'),
        severity: 'hint',
        fixes: {
          'Add use_bias=False':
            'model = keras.Sequential([layers.Dense(8, use_bias=False), layers.BatchNormalization()])',
        },
      },
      kerasNet("⟦layers.Conv2D(8, 3, padding='same')⟧, layers.BatchNormalization(), layers.ReLU()"),
      kerasNet('⟦layers.Dense(8, use_bias=True)⟧, layers.BatchNormalization()'),
      'import keras\nfrom keras import layers\ninputs = keras.Input((4,))\nh = ⟦layers.Dense(8)⟧(inputs)\noutputs = layers.BatchNormalization()(h)\nmodel = keras.Model(inputs, outputs)',
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'return tf.compat.v1.layers.batch_normalization(tf.compat.v1.layers.dense(x, 8, use_bias=False))',
      ),
      tensorflowNet(
        'return tf.compat.v1.layers.batch_normalization(tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu))',
      ),
      tensorflowNet('return tf.compat.v1.layers.dense(x, 8)'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8)',
        'return tf.compat.v1.layers.batch_normalization(h) + h',
      ),
    ],
    invalid: [
      tensorflowNet('return tf.compat.v1.layers.batch_normalization(⟦tf.compat.v1.layers.dense(x, 8)⟧)'),
      tensorflowNet(
        'h = ⟦tf.compat.v1.layers.conv2d(x, 8, 3)⟧',
        'return tf.nn.relu(tf.compat.v1.layers.batch_normalization(h))',
      ),
      tensorflowNet(
        'h = ⟦tf.compat.v1.layers.dense(x, 8, use_bias=True)⟧',
        'return tf.compat.v1.layers.batch_normalization(h)',
      ),
      tensorflowNet(
        'h = ⟦tf.compat.v1.layers.dense(x, units=8)⟧',
        'return tf.compat.v1.layers.batch_normalization(h, training=True)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.BatchNorm(use_running_average=False)(nn.Dense(8, use_bias=False)(x))']),
      flaxNet(['return nn.LayerNorm()(nn.Dense(8)(x))']),
      flaxNet(['return nn.BatchNorm(use_running_average=False)(nn.relu(nn.Dense(8)(x)))']),
      flaxNet(['return nn.Dense(8)(x)']),
    ],
    invalid: [
      {
        code: flaxNet(['return nn.BatchNorm(use_running_average=False)(⟦nn.Dense(8)⟧(x))']),
        fixes: {
          'Add use_bias=False':
            'return nn.BatchNorm(use_running_average=False)(nn.Dense(8, use_bias=False)(x))',
        },
      },
      flaxNet([
        'x = ⟦nn.Conv(8, (3, 3))⟧(x)',
        'x = nn.BatchNorm(use_running_average=False)(x)',
        'return nn.relu(x)',
      ]),
      flaxNet(['x = ⟦nn.Dense(8, use_bias=True)⟧(x)', 'return nn.BatchNorm(use_running_average=True)(x)']),
      flaxNet(['x = ⟦nn.Dense(features=8)⟧(x)', 'return nn.BatchNorm(use_running_average=True)(x)']),
    ],
  },
});
