import { reluOnOutput } from '../../../../src/core/lint/rules/relu-on-output';
import { flaxLoss, flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const remove = 'Remove the last ReLU (changes training)';

ruleTester(reluOnOutput, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3), nn.ReLU()'),
      torchNet('nn.Linear(8, 3), nn.ReLU()', 'loss = nn.PoissonNLLLoss()(net(x), y)'),
      torchModule(
        ['self.a = nn.Linear(8, 8)'],
        ['return x + F.relu(self.a(x))'],
        'net = Net()',
        'loss = nn.CrossEntropyLoss()(net(x), y)',
      ),
    ],
    invalid: [
      {
        name: 'a squared error that is written out',
        code: torchNet('nn.Linear(8, 1), ⟦nn.ReLU()⟧', 'loss = ⟪((net(x) - y) ** 2).mean()⟫'),
        severity: 'information',
        fixes: { [remove]: 'net = nn.Sequential(nn.Linear(8, 1))' },
      },
      {
        name: 'a binary cross-entropy that is written out',
        code: torchNet(
          'nn.Linear(8, 1), ⟦nn.ReLU()⟧',
          'p = net(x)',
          'loss = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()',
        ),
        severity: 'warning',
      },
      {
        // Of 400 such networks PyTorch gave 42 in a hundred that are 0 for all of 500 inputs.
        name: 'an output that is likely to be born dead',
        code: torchNet(
          'nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 1), ⟦nn.ReLU()⟧',
          'loss = nn.MSELoss()(net(x), y)',
        ),
        message: /^ReLU closes the model: 4[0-4] % of such outputs start at 0 for nearly all inputs/,
        severity: 'warning',
      },
      {
        name: 'a leaky ReLU lets negative logits through, smaller',
        code: `
          class Decoder(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.out = nn.Linear(32, 784)

              def forward(self, x):
                  return ⟦F.leaky_relu(self.out(x))⟧

          loss = F.binary_cross_entropy_with_logits(Decoder()(x), images)
        `,
        message: /leaky_relu closes the model before its loss: negative outputs and their gradients shrink/,
        severity: 'information',
        fixes: { 'Remove the last ReLU (changes training)': 'return self.out(x)' },
      },
      {
        code: torchNet('nn.Linear(8, 3), ⟦nn.ReLU()⟧', 'loss = ⟪nn.CrossEntropyLoss()⟫(net(x), y)'),
        severity: 'warning',
        fixes: { [remove]: 'net = nn.Sequential(nn.Linear(8, 3))' },
      },
      { code: torchNet('nn.Linear(8, 3), ⟦nn.ReLU()⟧', 'loss = nn.MSELoss()(net(x), y)'), severity: 'hint' },
      {
        code: torchModule(
          ['self.a = nn.Linear(8, 3)'],
          ['return ⟦F.relu(self.a(x))⟧'],
          'net = Net()',
          'loss = F.cross_entropy(net(x), y)',
        ),
        fixes: { [remove]: 'return self.a(x)' },
      },
      torchNet('nn.Linear(8, 1), ⟦nn.LeakyReLU(0.1)⟧', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
    ],
  },
  keras: {
    valid: [
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(3, activation='softmax')",
        "loss='categorical_crossentropy'",
      ),
      kerasNet("layers.Dense(3, activation='relu')"),
      kerasNet("layers.Dense(1, activation='relu')", "loss='poisson'"),
      kerasNet("layers.Dense(1, activation='relu')", "loss='mean_squared_logarithmic_error'"),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(3, activation=⟦'relu'⟧)", "loss='categorical_crossentropy'"),
        severity: 'warning',
        fixes: { [remove]: 'model = keras.Sequential([layers.Dense(3)])' },
      },
      { code: kerasNet("layers.Dense(1, activation=⟦'relu'⟧)", "loss='mse'"), severity: 'information' },
      {
        name: 'targets that are negative in part',
        code: `
          import keras
          import numpy as np
          from keras import layers
          targets = ⟪np.array([[-3.0], [2.0]])⟫
          model = keras.Sequential([layers.Dense(1, activation=⟦'relu'⟧)])
          ⟪model.compile('adam', 'mse')⟫
          ⟪model.fit(x, targets)⟫
        `,
        severity: 'warning',
        message: /negative in part/,
      },
      kerasNet('layers.Dense(1), ⟦layers.ReLU()⟧', "loss='binary_crossentropy'"),
      kerasNet(
        "layers.Dense(1), ⟦layers.Activation('relu')⟧",
        'loss=keras.losses.BinaryCrossentropy(from_logits=True)',
      ),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet('return tf.nn.relu(tf.compat.v1.layers.dense(x, 3))'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 3)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.tanh)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
    ],
    invalid: [
      {
        name: 'the ReLU that layers of contrib have where nothing else is said',
        code: `
          h = tf.contrib.layers.fully_connected(tf.placeholder(tf.float32, [None, 8]), 64)
          q = ⟦tf.contrib.layers.fully_connected(h, 4)⟧
          loss = ⟪tf.losses.mean_squared_error(wanted, q)⟫
        `,
        severity: 'warning',
        message: /unless told otherwise.*activation_fn=None/,
      },
      tensorflowNet(
        'h = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 3))⟧',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=⟦tf.nn.relu⟧)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 1))⟧',
        'return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      {
        code: tensorflowNet(
          'h = ⟦tf.nn.relu(tf.compat.v1.layers.dense(x, 1))⟧',
          'return tf.keras.losses.mean_squared_error(y, h)',
        ),
        severity: 'information',
      },
    ],
  },
  jax: {
    valid: [
      flaxNet(
        ['return nn.Dense(3)(nn.relu(nn.Dense(8)(x)))'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(['return nn.relu(nn.Dense(3)(x))']),
      flaxNet(
        ['return x + nn.relu(nn.Dense(3)(x))'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(['return nn.tanh(nn.Dense(3)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
    ],
    invalid: [
      flaxNet(
        ['return ⟦nn.relu(nn.Dense(3)(x))⟧'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(
        ['x = nn.Dense(3)(x)', 'return ⟦jax.nn.relu(x)⟧'],
        ...flaxLoss('optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()'),
      ),
      {
        code: flaxNet(['return ⟦nn.relu(nn.Dense(1)(x))⟧'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
        severity: 'information',
      },
      flaxNet(
        ['return ⟦nn.leaky_relu(nn.Dense(1)(x))⟧'],
        ...flaxLoss('optax.sigmoid_binary_cross_entropy(logits, y).mean()'),
      ),
    ],
  },
});
