import { highLearningRate } from '../../../../src/core/lint/rules/high-learning-rate';
import { flaxNet, kerasNet, tensorflowNet, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const adaptive = 'Use a learning rate of 0.001 (changes training)';
const plain = 'Use a learning rate of 0.01 (changes training)';
const torchRelu = 'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)';
const kerasRelu = "layers.Dense(8, activation='relu'), layers.Dense(1)";
const tensorflowRelu = (activation: string, ...rest: readonly string[]) =>
  tensorflowNet(
    `h = tf.compat.v1.layers.dense(x, 8, activation=${activation})`,
    'loss = tf.reduce_mean(tf.square(tf.compat.v1.layers.dense(h, 1) - y))',
    ...rest,
  );
const flaxRelu = (activation: string, ...rest: readonly string[]) =>
  flaxNet(
    [`x = ${activation}(nn.Dense(8)(x))`, 'return nn.Dense(1)(x)'],
    'def create(rng):',
    '    net = Net()',
    '    params = net.init(rng, jnp.ones((1, 4)))',
    ...rest.map((line) => `    ${line}`),
    '    return TrainState.create(apply_fn=net.apply, params=params, tx=tx)',
  );

ruleTester(highLearningRate, {
  torch: {
    valid: [
      {
        name: 'a rate of 0 that a state overwrites',
        code: torchNet(
          torchRelu,
          'optimizer = optim.SGD(net.parameters(), lr=0)',
          "optimizer.load_state_dict(torch.load('checkpoint.pth'))",
        ),
      },
      torchNet('nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2)', 'optim.Adam(net.parameters(), lr=0.02)'),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=1e-3)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=0.01)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.SGD(net.parameters(), lr=0.1)',
      ),
      torchNet(
        'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
        'optimizer = optim.Adam(net.parameters(), lr=args.lr)',
      ),
      {
        name: 'an image that is optimised',
        code: torchNet(torchRelu, 'image = torch.randn(1, 3, 8, 8)', 'optim.Adam([image], lr=1.0)'),
      },
      {
        name: 'a rate of 0 that a wrapper sets',
        code: torchNet(torchRelu, 'opt = Noam(512, optim.Adam(net.parameters(), lr=0, betas=(0.9, 0.98)))'),
      },
      {
        name: 'an optimiser that only clears gradients',
        code: torchNet(torchRelu, 'local = optim.Adam(net.parameters(), lr=0)', 'local.zero_grad()'),
      },
      {
        name: 'two options of one name',
        code: [
          'import argparse',
          'import torch',
          'from torch import nn',
          'parser = argparse.ArgumentParser()',
          'train = parser.add_subparsers().add_parser("train")',
          "train.add_argument('--lr', type=float, default=1.0)",
          "parser.add_argument('--lr', type=float, default=0.001)",
          'args = parser.parse_args()',
          'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))',
          'torch.optim.Adam(net.parameters(), lr=args.lr)',
        ].join('\n'),
      },
      {
        name: 'what a function makes of the options',
        code: [
          'import argparse',
          'import torch',
          'from torch import nn',
          'def settings():',
          '    parser = argparse.ArgumentParser()',
          "    parser.add_argument('--lr', type=float, default=1.0)",
          '    return scaled(parser.parse_args())',
          'args = settings()',
          'net = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))',
          'torch.optim.Adam(net.parameters(), lr=args.lr)',
        ].join('\n'),
      },
      {
        name: 'a scheduler that lowers it',
        code: torchNet(
          torchRelu,
          'optimizer = optim.Adam(net.parameters(), lr=0.1)',
          'scheduler = optim.lr_scheduler.ExponentialLR(optimizer, 0.9)',
        ),
      },
      {
        name: 'a rate that is written into the optimiser',
        code: torchNet(
          torchRelu,
          'optimizer = optim.Adam(net.parameters(), lr=0.1)',
          'for group in optimizer.param_groups:',
          "    group['lr'] = 1e-4",
        ),
      },
    ],
    invalid: [
      {
        name: 'the default of an option',
        code: [
          'import argparse',
          'import torch',
          'from torch import nn',
          'parser = argparse.ArgumentParser()',
          "parser.add_argument('--lr', type=float, default=⟪1.0⟫)",
          'args = parser.parse_args()',
          'net = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))',
          '⟦torch.optim.Adam(net.parameters(), lr=args.lr)⟧',
        ].join('\n'),
        severity: 'warning',
        fixes: {},
      },
      {
        name: 'an option that a function hands on',
        code: [
          'import argparse',
          'import torch',
          'from torch import nn',
          'def get_args():',
          '    parser = argparse.ArgumentParser()',
          "    parser.add_argument('--lr', type=float, default=⟪1.0⟫)",
          '    args = parser.parse_args()',
          '    return args',
          'args = get_args()',
          'net = nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))',
          '⟦torch.optim.Adam(net.parameters(), lr=args.lr)⟧',
        ].join('\n'),
        severity: 'warning',
        fixes: {},
      },
      {
        name: 'a layer that nobody calls here',
        code: torchNet('nn.Linear(8, 8)', 'r = nn.LSTM(4, 128)', '⟦optim.Adam(r.parameters(), lr=1.0)⟧'),
        severity: 'warning',
        message: /may overshoot/,
      },
      {
        name: 'steps that are clipped',
        code: torchNet(
          'nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1)',
          '⟦optim.Adam(net.parameters(), lr=1.0)⟧',
          'nn.utils.clip_grad_norm_(net.parameters(), 1.0)',
        ),
        severity: 'information',
      },
      {
        code: torchNet(torchRelu, '⟦optim.SGD(net.parameters(), lr=-0.01)⟧'),
        severity: 'error',
        message: /raises ValueError/,
      },
      { code: torchNet(torchRelu, '⟦optim.Adam(net.parameters(), lr=0)⟧'), severity: 'error' },
      {
        code: torchNet(
          'nn.Linear(8, 8), ⟪nn.ReLU()⟫, nn.Linear(8, 1)',
          'optimizer = ⟦optim.Adam(net.parameters(), lr=0.1)⟧',
        ),
        severity: 'warning',
        fixes: { [adaptive]: 'optimizer = optim.Adam(net.parameters(), lr=0.001)' },
      },
      {
        code: torchNet(
          'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
          'optimizer = ⟦optim.RMSprop(net.parameters(), lr=0.05)⟧',
        ),
        severity: 'information',
      },
      {
        code: torchNet(
          'nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1)',
          'optimizer = ⟦optim.SGD(net.parameters(), lr=2)⟧',
        ),
        severity: 'warning',
        fixes: { [plain]: 'optimizer = optim.SGD(net.parameters(), lr=0.01)' },
      },
      {
        name: 'a rate that has a name: it may be used elsewhere',
        code: torchNet(torchRelu, 'LR = 0.5', 'optimizer = ⟦optim.AdamW(net.parameters(), lr=LR)⟧'),
        fixes: {},
      },
      {
        name: 'a rate by position',
        code: torchNet(torchRelu, 'optimizer = ⟦optim.Adam(net.parameters(), 0.5)⟧'),
        fixes: { [adaptive]: 'optimizer = optim.Adam(net.parameters(), 0.001)' },
      },
    ],
  },
  keras: {
    valid: [
      {
        name: 'a picture that is painted',
        code: `
          import tensorflow as tf
          net = keras.Sequential([layers.Dense(8, activation='relu'), layers.Dense(1)])
          net.compile(loss='mse')
          image = tf.Variable(tf.zeros([1, 8]))
          optimizer = tf.keras.optimizers.Adam(5.0)
          with tf.GradientTape() as tape:
              loss = tf.reduce_mean(net(image))
          optimizer.apply_gradients([(tape.gradient(loss, image), image)])
        `,
      },
      {
        name: 'tensors that are optimised themselves',
        code: `
          import tensorflow as tf
          points = tf.Variable(tf.zeros([100, 2]))
          optimizer = tf.keras.optimizers.Adam(learning_rate=1.0)
          optimizer.apply_gradients([(gradient, points)])
        `,
      },
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(1)", "optimizer='adam', loss='mse'"),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(1e-3), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='tanh'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(0.1), loss='mse'",
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=keras.optimizers.Adam(rate), loss='mse'",
      ),
    ],
    invalid: [
      {
        code: kerasNet(kerasRelu, "optimizer=⟦keras.optimizers.Adam(learning_rate=-1e-3)⟧, loss='mse'"),
        severity: 'error',
        message: /climbs the loss/,
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='tanh'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam(1.0)⟧, loss='mse'",
        ),
        severity: 'warning',
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam(0.1)⟧, loss='mse'",
        ),
        severity: 'warning',
        fixes: { [adaptive]: "model.compile(optimizer=keras.optimizers.Adam(0.001), loss='mse')" },
      },
      {
        code: kerasNet(
          "layers.Dense(8, activation='relu'), layers.Dense(1)",
          "optimizer=⟦keras.optimizers.Adam(learning_rate=0.05)⟧, loss='mse'",
        ),
        severity: 'information',
      },
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer=⟦keras.optimizers.SGD(learning_rate=1.0)⟧, loss='mse'",
      ),
      kerasNet(
        'layers.Dense(8), layers.ReLU(), layers.Dense(1)',
        "optimizer=⟦keras.optimizers.RMSprop(0.05)⟧, loss='mse'",
      ),
      {
        name: 'the name that Keras 2 has for it',
        code: kerasNet(kerasRelu, "optimizer=⟦keras.optimizers.Adam(lr=0.2)⟧, loss='mse'"),
        fixes: { [adaptive]: "model.compile(optimizer=keras.optimizers.Adam(lr=0.001), loss='mse')" },
      },
    ],
  },
  tensorflow: {
    valid: [
      {
        name: 'a picture that is painted through a network of constants',
        code: `
          image = tf.Variable(tf.zeros([1, 8, 8, 3]))
          seen = tf.nn.relu(tf.nn.conv2d(image, tf.constant(loaded['W']), [1, 1, 1, 1], 'SAME'))
          loss = tf.reduce_mean(tf.square(seen - wanted))
          step = tf.compat.v1.train.AdamOptimizer(2.0).minimize(loss)
        `,
      },
      tensorflowRelu('tf.nn.relu', 'return tf.compat.v1.train.AdamOptimizer(0.001).minimize(loss)'),
      tensorflowRelu('tf.nn.tanh', 'return tf.compat.v1.train.AdamOptimizer(0.1).minimize(loss)'),
      {
        name: 'the gradient of a policy is climbed on purpose',
        code: tensorflowRelu('tf.nn.relu', 'lr = 0.001', 'return tf.train.AdamOptimizer(-lr).minimize(loss)'),
      },
      tensorflowRelu('tf.nn.relu', 'return tf.train.GradientDescentOptimizer(0.5).minimize(loss)'),
      tensorflowRelu(
        'tf.nn.relu',
        'rate = tf.train.exponential_decay(0.1, step, 1000, 0.9)',
        'return tf.train.AdamOptimizer(rate).minimize(loss)',
      ),
      tensorflowRelu(
        'tf.nn.relu',
        'rate = tf.constant(0.5)',
        'return tf.train.AdamOptimizer(rate).minimize(loss)',
      ),
    ],
    invalid: [
      {
        code: tensorflowRelu('tf.nn.relu', 'return ⟦tf.compat.v1.train.AdamOptimizer(0.1)⟧.minimize(loss)'),
        severity: 'warning',
        fixes: { [adaptive]: 'return tf.compat.v1.train.AdamOptimizer(0.001).minimize(loss)' },
      },
      {
        code: tensorflowRelu(
          'tf.nn.relu',
          'optimizer = ⟦tf.train.GradientDescentOptimizer(learning_rate=2.0)⟧',
          'return optimizer.minimize(loss)',
        ),
        severity: 'warning',
        message: /0\.01 to 0\.1/,
        fixes: { [plain]: 'optimizer = tf.train.GradientDescentOptimizer(learning_rate=0.01)' },
      },
      {
        code: tensorflowRelu('tf.nn.relu', 'return ⟦tf.train.RMSPropOptimizer(0.05)⟧.minimize(loss)'),
        severity: 'information',
      },
      {
        name: 'a network that a script writes out',
        code: `
          import tensorflow.compat.v1 as tf
          x = tf.placeholder(tf.float32, [None, 10])
          y = tf.placeholder(tf.float32, [None, 1])
          h = tf.layers.dense(x, 64, activation=tf.nn.relu)
          loss = tf.reduce_mean(tf.square(tf.layers.dense(h, 1) - y))
          train = ⟦tf.train.MomentumOptimizer(1.5, 0.9)⟧.minimize(loss)
        `,
        severity: 'warning',
      },
    ],
  },
  jax: {
    valid: [
      flaxRelu('nn.relu', 'tx = optax.adam(1e-3)'),
      flaxRelu('nn.tanh', 'tx = optax.adam(0.1)'),
      flaxRelu('nn.relu', 'tx = optax.sgd(0.5, momentum=0.9)'),
      {
        name: 'an optimiser that takes no step',
        code: flaxNet(
          ['return nn.Dense(1)(nn.relu(nn.Dense(8)(x)))'],
          'net = Net()',
          'params = net.init(rng, x)',
          'state = optax.adam(1.0).init(params)',
        ),
      },
      flaxRelu('nn.relu', 'tx = optax.adam(optax.warmup_cosine_decay_schedule(0.0, 0.1, 100, 1000))'),
      flaxRelu('nn.relu', 'tx = optax.chain(optax.scale(0.01), optax.adam(0.1))'),
    ],
    invalid: [
      {
        code: flaxRelu('nn.relu', 'tx = ⟦optax.adam(0.1)⟧'),
        severity: 'warning',
        fixes: { [adaptive]: 'tx = optax.adam(0.001)' },
      },
      {
        code: flaxRelu('nn.relu', 'tx = ⟦optax.sgd(learning_rate=2.0, momentum=0.9)⟧'),
        severity: 'warning',
        fixes: { [plain]: 'tx = optax.sgd(learning_rate=0.01, momentum=0.9)' },
      },
      {
        code: flaxRelu('nn.relu', 'tx = optax.chain(optax.clip(1.0), ⟦optax.adamw(0.05)⟧)'),
        severity: 'information',
      },
      {
        name: 'beside a network and its loss, whoever steps',
        code: `
          import jax.numpy as jnp
          import optax
          from flax import linen as nn
          class Net(nn.Module):
              @nn.compact
              def __call__(self, x):
                  return nn.Dense(1)(nn.relu(nn.Dense(8)(x)))
          net = Net()
          def loss(params, x, y):
              return optax.sigmoid_binary_cross_entropy(net.apply(params, x), y).mean()
          optimizer = ⟦optax.adam(1.0)⟧
        `,
        severity: 'warning',
      },
      {
        name: 'uphill, whatever is stepped',
        code: 'import jax\nimport optax\noptimizer = ⟦optax.sgd(-0.1)⟧',
        severity: 'error',
      },
      {
        name: 'an optimiser of nnx',
        code: `
          import optax
          from flax import nnx
          class Net(nnx.Module):
              def __init__(self, rngs):
                  self.a = nnx.Linear(8, 8, rngs=rngs)
                  self.b = nnx.Linear(8, 8, rngs=rngs)
              def __call__(self, x):
                  return self.b(nnx.relu(self.a(x)))
          net = Net(nnx.Rngs(0))
          optimizer = nnx.Optimizer(net, ⟦optax.rmsprop(1e-1)⟧)
        `,
        severity: 'warning',
      },
    ],
  },
});
