import { squaredErrorOnProbabilities } from '../../../../src/core/lint/rules/squared-error-on-probabilities';
import { flaxLoss, flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(squaredErrorOnProbabilities, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'loss = nn.NLLLoss()(torch.log(net(x)), y)'),
      torchNet('nn.Linear(8, 3), nn.Sigmoid()', 'loss = nn.MSELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3)', 'loss = nn.MSELoss()(net(x), y)'),
      {
        name: 'the consistency of two networks',
        code: torchNet(
          'nn.Linear(8, 3), nn.Softmax(dim=1)',
          'teacher = nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=1))',
          'loss = F.mse_loss(net(x), teacher(x))',
        ),
      },
      {
        name: 'a Brier score that is only reported',
        code: torchNet(
          'nn.Linear(8, 3), nn.Softmax(dim=1)',
          'with torch.no_grad():',
          '    brier = ((net(x) - y) ** 2).sum(1).mean()',
        ),
      },
    ],
    invalid: [
      torchNet('nn.Linear(8, 3), ⟪nn.Softmax(dim=1)⟫', 'loss = ⟦((net(x) - y) ** 2).sum(1).mean()⟧'),
      {
        code: torchNet('nn.Linear(8, 3), ⟪nn.Softmax(dim=1)⟫', 'loss = ⟦nn.MSELoss()⟧(net(x), y)'),
        severity: 'information',
        message: /Use cross-entropy/,
      },
      torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'loss = ⟦F.l1_loss(net(x), y)⟧'),
      torchModule(
        ['self.a = nn.Linear(8, 3)'],
        ['return torch.softmax(self.a(x), dim=-1)'],
        'net = Net()',
        'loss = ⟦F.smooth_l1_loss(net(x), y)⟧',
      ),
      torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'criterion = ⟦nn.MSELoss()⟧', 'criterion(net(x), y)'),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(3, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet("layers.Dense(3, activation='sigmoid')", "loss='mse'"),
      kerasNet('layers.Dense(3)', "loss='mse'"),
      kerasNet("layers.Dense(1, activation='softmax')", "loss='mse'"),
      kerasNet("layers.Dense(3, activation='softmax')", "loss='kl_divergence'"),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(3, activation=⟪'softmax'⟫)", "loss=⟦'mse'⟧"),
        severity: 'information',
      },
      {
        name: 'labels on sigmoid',
        code: `
          import keras
          from keras import layers
          from sklearn.datasets import make_moons
          x, y = make_moons(200)
          model = keras.Sequential([layers.Dense(8, activation='relu'), layers.Dense(1, activation='sigmoid')])
          ⟦model.compile('adam', 'mse')⟧
          model.fit(x, y)
        `,
        severity: 'hint',
      },
      kerasNet('layers.Dense(3), layers.Softmax()', "loss=⟦'mean_absolute_error'⟧"),
      kerasNet("layers.Dense(3, activation='softmax')", 'loss=⟦keras.losses.MeanSquaredError()⟧'),
      kerasNet("layers.Dense(3, activation='softmax')", "loss=⟦'poisson'⟧"),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('h = tf.layers.dense(x, 3, activation=tf.nn.softmax)', 'return tf.losses.log_loss(y, h)'),
      tensorflowNet('h = tf.layers.dense(x, 3)', 'return tf.losses.mean_squared_error(y, h)'),
      tensorflowNet(
        'h = tf.layers.dense(x, 1, activation=tf.nn.sigmoid)',
        'return tf.losses.mean_squared_error(y, h)',
      ),
      tensorflowNet('return tf.nn.softmax(tf.layers.dense(x, 3))'),
    ],
    invalid: [
      tensorflowNet(
        'h = tf.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return ⟦tf.losses.mean_squared_error(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.nn.softmax(tf.layers.dense(x, 3))',
        'return ⟦tf.compat.v1.losses.mean_squared_error(labels=y, predictions=h)⟧',
      ),
      tensorflowNet(
        'h = tf.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return ⟦tf.losses.absolute_difference(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return ⟦tf.keras.losses.mean_squared_error(y, h)⟧',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.Dense(3)(x)'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(['return nn.softmax(nn.Dense(1)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(['return nn.softmax(nn.Dense(3)(x))']),
      flaxNet(['return nn.tanh(nn.Dense(3)(x))'], ...flaxLoss('optax.squared_error(logits, y).mean()')),
    ],
    invalid: [
      flaxNet(['return nn.softmax(nn.Dense(3)(x))'], ...flaxLoss('⟦optax.l2_loss(logits, y)⟧.mean()')),
      flaxNet(
        ['return jax.nn.softmax(nn.Dense(3)(x))'],
        ...flaxLoss('⟦optax.squared_error(logits, y)⟧.mean()'),
      ),
      flaxNet(['return nn.softmax(nn.Dense(3)(x))'], ...flaxLoss('⟦optax.huber_loss(logits, y)⟧.mean()')),
      flaxNet(
        ['x = nn.Dense(3)(x)', 'return nn.softmax(x)'],
        ...flaxLoss('jnp.mean(⟦optax.l2_loss(logits, y)⟧)'),
      ),
    ],
  },
});
