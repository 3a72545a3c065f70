import { softmaxInHiddenLayer } from '../../../../src/core/lint/rules/softmax-in-hidden-layer';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const relu = 'Use ReLU (changes training)';

ruleTester(softmaxInHiddenLayer, {
  torch: {
    valid: [
      {
        name: 'posteriors of a head that are fed back',
        code: torchModule(
          ['self.a, self.out, self.back = nn.Linear(8, 32), nn.Linear(32, 5), nn.Linear(5, 32)'],
          ['h = self.a(x)', 'h = h + self.back(torch.softmax(self.out(h), -1))', 'return self.out(h)'],
        ),
      },
      {
        name: 'a memory that is read into a residual stream',
        code: torchModule(
          ['self.keys, self.values = nn.Linear(32, 64), nn.Linear(64, 32)'],
          ['return x + self.values(torch.softmax(self.keys(x), -1))'],
        ),
      },
      torchNet('nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 3), nn.Softmax(dim=1)'),
      torchModule(
        ['self.q = nn.Linear(8, 8)', 'self.o = nn.Linear(8, 8)'],
        ['return self.o(torch.softmax(self.q(x), 1) @ x)'],
      ),
      torchModule(
        ['self.g = nn.Linear(8, 8)', 'self.o = nn.Linear(8, 8)'],
        ['return self.o(torch.softmax(self.g(x), 1) * x)'],
      ),
      torchNet('nn.Softmax(dim=1), nn.Linear(8, 3)'),
      {
        name: 'attention whose weights are dropped out',
        code: torchModule(
          [
            'self.q, self.k, self.v, self.o = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8)',
          ],
          [
            'scores = self.q(x) @ self.k(x).transpose(-2, -1) * 8 ** -0.5',
            'return self.o(F.dropout(torch.softmax(scores, dim=-1)) @ self.v(x))',
          ],
        ),
      },
    ],
    invalid: [
      {
        name: 'of a network that is called twice',
        code: `
          import torch
          from torch import nn
          net = nn.Sequential(nn.Linear(8, 64), ⟦nn.Softmax(dim=-1)⟧, nn.Linear(64, 1))
          loss = nn.functional.mse_loss(net(x), r + 0.99 * net(y).detach())
        `,
      },
      {
        code: torchNet('nn.Linear(8, 8), ⟦nn.Softmax(dim=1)⟧, ⟪nn.Linear(8, 3)⟫'),
        severity: 'warning',
        message: /sum to 1/,
      },
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 3)'],
        ['x = ⟦F.softmax(self.a(x), dim=1)⟧', 'return self.b(x)'],
      ),
      torchNet('nn.Linear(8, 8), ⟦nn.Softmax(dim=1)⟧, nn.Dropout(0.5), nn.Linear(8, 3)'),
      torchNet('nn.Linear(8, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), ⟦nn.Softmax(dim=1)⟧, nn.Linear(8, 3)'),
      torchNet('nn.Conv2d(3, 8, 3), ⟦nn.Softmax(dim=1)⟧, nn.Conv2d(8, 8, 3)'),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8, activation='relu'), layers.Dense(3, activation='softmax')"),
      kerasNet('layers.Dense(3), layers.Softmax()'),
      kerasNet("layers.Dense(3, activation='softmax'), layers.Dropout(0.1)"),
      kerasNet("layers.Dense(3, activation='sigmoid'), layers.Dense(3)"),
    ],
    invalid: [
      {
        name: 'before an output that a loss of one’s own compares',
        code: `
          from keras import Sequential, backend as K
          from keras.layers import Dense

          def distance(y_true, y_pred):
              return K.mean(K.abs(y_pred - y_true))

          model = Sequential([Dense(64, activation=⟦'softmax'⟧, input_shape=(10,)), Dense(1)])
          model.compile('adam', loss=distance)
        `,
      },
      {
        code: kerasNet("layers.Dense(8, activation=⟦'softmax'⟧), layers.Dense(3)"),
        severity: 'warning',
        fixes: { [relu]: "model = keras.Sequential([layers.Dense(8, activation='relu'), layers.Dense(3)])" },
      },
      kerasNet('layers.Dense(8), ⟦layers.Softmax()⟧, layers.Dense(3)'),
      kerasNet("layers.Dense(8, activation=⟦'softmax'⟧), layers.Dropout(0.2), layers.Dense(3)"),
      kerasNet("layers.Dense(8), ⟦layers.Activation('softmax')⟧, layers.Dense(3)"),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('return tf.nn.softmax(tf.compat.v1.layers.dense(x, 3))'),
      tensorflowNet('h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 3))', 'return h * x'),
      tensorflowNet(
        'h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 3))',
        'return tf.compat.v1.layers.dense(tf.matmul(h, x), 3)',
      ),
      tensorflowNet(
        'h = tf.nn.relu(tf.compat.v1.layers.dense(x, 3))',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
    ],
    invalid: [
      tensorflowNet(
        'h = ⟦tf.nn.softmax(tf.compat.v1.layers.dense(x, 8))⟧',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=⟦tf.nn.softmax⟧)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet(
        'h = ⟦tf.nn.softmax(tf.compat.v1.layers.dense(x, 8))⟧',
        'h = tf.compat.v1.layers.dropout(h)',
        'return tf.compat.v1.layers.dense(h, 3)',
      ),
      tensorflowNet('return tf.compat.v1.layers.dense(⟦tf.nn.softmax(tf.compat.v1.layers.dense(x, 8))⟧, 3)'),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.softmax(nn.Dense(3)(x))']),
      flaxNet(['return nn.Dense(3)(nn.softmax(nn.Dense(8)(x)) * x)']),
      flaxNet(['return nn.Dense(3)(nn.softmax(nn.Dense(8)(x)) @ x)']),
      flaxNet(['return nn.Dense(3)(nn.relu(nn.Dense(8)(x)))']),
    ],
    invalid: [
      flaxNet(['return nn.Dense(3)(⟦nn.softmax(nn.Dense(8)(x))⟧)']),
      flaxNet(['x = ⟦nn.softmax(nn.Dense(8)(x))⟧', 'return nn.Dense(3)(x)']),
      flaxNet([
        'x = ⟦jax.nn.softmax(nn.Dense(8)(x))⟧',
        'x = nn.Dropout(0.1)(x, deterministic=True)',
        'return nn.Dense(3)(x)',
      ]),
      flaxNet(['x = nn.Dense(8)(x)', 'x = ⟦nn.softmax(x, axis=-1)⟧', 'return nn.Dense(3)(x)']),
    ],
  },
});
