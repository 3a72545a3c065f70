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
      {
        name: 'built with and without a norm',
        code: `
          from torch import nn
          def make_layers(batch_norm):
              layers = []
              width = 3
              for v in [64, 128]:
                  conv = nn.Conv2d(width, v, 3)
                  if batch_norm:
                      layers += [conv, nn.BatchNorm2d(v), nn.ReLU()]
                  else:
                      layers += [conv, nn.ReLU()]
                  width = v
              return nn.Sequential(*layers)
          def vgg_bn():
              return make_layers(True)
        `,
      },
      {
        name: 'a norm that an argument asks for',
        code: `
          from torch import nn
          class Block(nn.Module):
              def __init__(self, norm=True):
                  super().__init__()
                  self.conv = nn.Conv2d(3, 8, 3)
                  self.norm = nn.BatchNorm2d(8) if norm else nn.Identity()
              def forward(self, x):
                  return self.norm(self.conv(x))
        `,
      },
      {
        name: 'a norm that is called under a condition',
        code: `
          from torch import nn
          class Block(nn.Module):
              def __init__(self, norm=True):
                  super().__init__()
                  self.conv = nn.Conv2d(3, 8, 3)
                  self.norm = nn.BatchNorm2d(8)
                  self.use = norm
              def forward(self, x):
                  x = self.conv(x)
                  if self.use:
                      x = self.norm(x)
                  return x
        `,
      },
      {
        name: 'a helper that other models use without a norm',
        code: `
          from torch import nn
          def conv(n):
              return nn.Conv2d(n, 8, 3)
          one = nn.Sequential(conv(3), nn.BatchNorm2d(8))
          two = nn.Sequential(conv(3), nn.ReLU())
        `,
      },
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
      {
        name: 'both under the same condition',
        code: `
          from torch import nn
          def block(first=True):
              if first:
                  layers = [⟦nn.Conv2d(3, 8, 3)⟧, nn.BatchNorm2d(8)]
              else:
                  layers = [nn.ReLU()]
              return nn.Sequential(*layers)
        `,
      },
    ],
  },
  keras: {
    valid: [
      kerasNet('layers.Dense(8, use_bias=False), layers.BatchNormalization()'),
      kerasNet("layers.Dense(8, activation='relu'), layers.BatchNormalization()"),
      kerasNet('layers.Dense(8), layers.LayerNormalization()'),
      kerasNet('layers.Dense(8), layers.ReLU(), layers.BatchNormalization()'),
      {
        name: 'a norm that an argument asks for',
        code: 'import keras\nfrom keras import layers\ndef build(norm=True):\n    model = keras.Sequential()\n    model.add(layers.Dense(8))\n    if norm:\n        model.add(layers.BatchNormalization())\n    model.add(layers.ReLU())\n    return model',
      },
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
