import { sigmoidBeforeBceWithLogits } from '../../../../src/core/lint/rules/sigmoid-before-bce-with-logits';
import { flaxLoss, flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const remove = 'Remove the sigmoid, keep the logits (changes training)';

ruleTester(sigmoidBeforeBceWithLogits, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 1)', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'loss = nn.BCELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'p = net(x)'),
      {
        name: 'a loss of its own that uses the sigmoid for something else',
        code: 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\nclass Focal(nn.Module):\n    def forward(self, x, y):\n        p = torch.sigmoid(x)\n        return F.binary_cross_entropy_with_logits(x, y) * (1 - p)',
      },
      torchModule(
        ['self.a = nn.Linear(8, 8)', 'self.b = nn.Linear(8, 1)'],
        ['return self.b(x * torch.sigmoid(self.a(x)))'],
        'net = Net()',
        'loss = nn.BCEWithLogitsLoss()(net(x), y)',
      ),
    ],
    invalid: [
      {
        code: torchNet('nn.Linear(8, 1), ⟦nn.Sigmoid()⟧', 'loss = ⟪nn.BCEWithLogitsLoss()⟫(net(x), y)'),
        severity: 'error',
        message: /0\.5 to 0\.731/,
        fixes: { [remove]: 'net = nn.Sequential(nn.Linear(8, 1))' },
      },
      {
        name: 'around a model that cannot be followed',
        code: 'import torch\nfrom torch import nn\nfrom torchvision import models\ndef train(loader):\n    model = models.resnet18()\n    criterion = ⟪nn.BCEWithLogitsLoss()⟫\n    for x, y in loader:\n        out = ⟦torch.sigmoid(model(x))⟧\n        loss = ⟪criterion(out, y)⟫',
        fixes: { [remove]: 'out = model(x)' },
      },
      {
        name: 'in a loss of its own',
        code: 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\nclass Focal(nn.Module):\n    def forward(self, x, y):\n        p = ⟦torch.sigmoid(x)⟧\n        return F.binary_cross_entropy_with_logits(p, y) * (1 - p)',
        severity: 'error',
      },
      {
        code: torchModule(
          ['self.fc = nn.Linear(8, 1)'],
          ['return ⟦torch.sigmoid(self.fc(x))⟧'],
          'net = Net()',
          'loss = F.binary_cross_entropy_with_logits(net(x), y)',
        ),
        fixes: { [remove]: 'return self.fc(x)' },
      },
      torchModule(
        ['self.fc = nn.Linear(8, 1)'],
        ['return ⟦self.fc(x).sigmoid()⟧'],
        'net = Net()',
        'criterion = nn.BCEWithLogitsLoss()',
        'loss = criterion(net(x), y)',
      ),
      torchNet('nn.Linear(8, 1), ⟦nn.Sigmoid()⟧', 'loss = nn.BCEWithLogitsLoss()(net(x).squeeze(), y)'),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(1, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet('layers.Dense(1)', 'loss=keras.losses.BinaryCrossentropy(from_logits=True)'),
      kerasNet(
        "layers.Dense(1, activation='sigmoid')",
        'loss=keras.losses.BinaryCrossentropy(from_logits=flag)',
      ),
      kerasNet("layers.Dense(1, activation='sigmoid')"),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(1, activation=⟦'sigmoid'⟧)",
          'loss=keras.losses.BinaryCrossentropy(from_logits=True)',
        ),
        severity: 'warning',
        fixes: { [remove]: 'model = keras.Sequential([layers.Dense(1)])' },
      },
      kerasNet(
        "layers.Dense(3, activation=⟦'sigmoid'⟧)",
        'loss=keras.losses.BinaryFocalCrossentropy(from_logits=True)',
      ),
      kerasNet(
        "layers.Dense(1), ⟦layers.Activation('sigmoid')⟧",
        'loss=keras.losses.BinaryCrossentropy(from_logits=True)',
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1, activation=⟦'sigmoid'⟧)",
        "optimizer='adam', loss=keras.losses.BinaryCrossentropy(from_logits=True)",
      ),
    ],
  },
  tensorflow: {
    valid: [
      {
        name: 'probabilities only for who asks for them',
        code: `
          def cost(logits, labels):
              return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))

          class Regression(tf.Module):
              def __init__(self):
                  self.w = tf.Variable(tf.random.uniform([30, 1]))

              def __call__(self, x, train=True):
                  z = tf.squeeze(tf.matmul(x, self.w), axis=1)
                  if train:
                      return z
                  return tf.sigmoid(z)

          regression = Regression()
          before = regression(x[:5], train=False)
          for features, labels in batches:
              loss = cost(regression(features), labels)
        `,
      },
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 1)',
        'return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet('return tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 1))'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 1)',
        'return tf.nn.sigmoid(h), tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 1, activation=tf.nn.tanh)',
        'return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
    ],
    invalid: [
      tensorflowNet(
        'h = ⟦tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 1))⟧',
        'return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 1, activation=⟦tf.nn.sigmoid⟧)',
        'return tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = ⟦tf.sigmoid(tf.compat.v1.layers.dense(x, 1))⟧',
        'return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=h))',
      ),
      tensorflowNet(
        'h = ⟦tf.math.sigmoid(tf.compat.v1.layers.dense(x, 1))⟧',
        'return tf.nn.weighted_cross_entropy_with_logits(labels=y, logits=h, pos_weight=2.0)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.Dense(1)(x)'], ...flaxLoss('optax.sigmoid_binary_cross_entropy(logits, y).mean()')),
      flaxNet(['return nn.sigmoid(nn.Dense(1)(x))']),
      flaxNet(['return nn.sigmoid(nn.Dense(1)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(
        ['return nn.tanh(nn.Dense(1)(x))'],
        ...flaxLoss('optax.sigmoid_binary_cross_entropy(logits, y).mean()'),
      ),
    ],
    invalid: [
      ...['flax.training.train_state.TrainState', 'Kept'].map((made) => ({
        name: `a state of training keeps the model's function: ${made}`,
        code: `
          import flax
          import flax.training.train_state
          import jax
          import optax
          from flax import linen as nn

          class Kept(flax.training.train_state.TrainState):
              statistics: dict

          class Net(nn.Module):
              @nn.compact
              def __call__(self, x):
                  return ⟦nn.sigmoid(nn.Dense(1)(x))⟧

          net = Net()
          made = ${made}.create(apply_fn=net.apply, params=net.init(key, x), tx=optax.adam(1e-3))

          @jax.jit
          def step(state, x, y):
              def loss_of(params):
                  logits = state.apply_fn({'params': params}, x)
                  return optax.sigmoid_binary_cross_entropy(logits, y).mean()
              gradients = jax.grad(loss_of)(state.params)
              return state.apply_gradients(grads=gradients)
        `,
      })),
      {
        code: flaxNet(
          ['return ⟦nn.sigmoid(nn.Dense(1)(x))⟧'],
          ...flaxLoss('optax.sigmoid_binary_cross_entropy(logits, y).mean()'),
        ),
        severity: 'error',
      },
      flaxNet(
        ['x = nn.Dense(1)(x)', 'return ⟦jax.nn.sigmoid(x)⟧'],
        ...flaxLoss('optax.sigmoid_binary_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(
        ['return ⟦nn.sigmoid(nn.Dense(3)(x))⟧'],
        ...flaxLoss('optax.losses.sigmoid_binary_cross_entropy(logits, y).sum()'),
      ),
      flaxNet(
        ['return ⟦nn.sigmoid(nn.Dense(1)(x))⟧'],
        ...flaxLoss('optax.sigmoid_focal_loss(logits, y).mean()'),
      ),
    ],
  },
});
