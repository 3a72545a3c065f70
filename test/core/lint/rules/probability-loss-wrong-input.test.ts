import { probabilityLossWrongInput } from '../../../../src/core/lint/rules/probability-loss-wrong-input';
import { kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(probabilityLossWrongInput, {
  torch: {
    valid: [
      {
        name: 'a loss that the same condition chooses for another case',
        code: `
          class Net(nn.Module):
              def __init__(self, target):
                  super().__init__()
                  self.target, self.head = target, nn.Linear(8, 4)
                  if self.target == 0:
                      self.criterion = nn.KLDivLoss(reduction='none')
                  elif self.target == 1:
                      self.criterion = nn.MSELoss(reduction='none')
              def forward(self, x, y):
                  if self.target == 1:
                      return self.criterion(self.head(x), y).mean()
                  return self.criterion(F.log_softmax(self.head(x), dim=-1), y).sum()
        `,
      },
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'loss = nn.BCELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1)', 'loss = nn.BCELoss()(torch.sigmoid(net(x)), y)'),
      torchNet('nn.Linear(8, 3), nn.LogSoftmax(dim=1)', 'loss = nn.NLLLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3)', 'loss = nn.BCELoss()(squash(net(x)), y)'),
      {
        name: 'the divergence of single layers',
        code: `
          import torch.nn.functional as F
          from torch import nn
          s, t = nn.Linear(10, 5), nn.Linear(10, 5)
          F.kl_div(F.log_softmax(s(x), dim=1), F.softmax(t(x), dim=1), reduction='batchmean')
        `,
      },
      torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'loss = -(y * torch.log(net(x))).sum()'),
      torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'loss = -(y * torch.log(net(x) + 1e-8)).sum()'),
      {
        name: 'a logarithm of 1 and more',
        code: torchNet('nn.Linear(8, 3)', 'loss = (y * torch.log(net(x) + 1)).sum()'),
      },
      {
        name: 'a mean by weights',
        code: torchNet('nn.Linear(8, 1)', 'w = net(x)\nloss = (w * y).sum() / (w.sum() + 1e-6)'),
      },
      {
        name: 'how alike two vectors are',
        code: torchNet(
          'nn.Linear(8, 4)',
          'p = net(x)\nshared = (p * y).sum()\nloss = shared / ((p * p).sum() + (y * y).sum() - shared)',
        ),
      },
      {
        name: 'an overlap of probabilities',
        code: torchNet(
          'nn.Conv2d(8, 1, 1), nn.Sigmoid()',
          'p = net(x)\nloss = 1 - (2 * (p * y).sum() + 1) / (p.sum() + y.sum() + 1)',
        ),
      },
      torchNet('nn.Linear(8, 1)', 'loss = nn.PoissonNLLLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1), nn.Softplus()', 'loss = nn.PoissonNLLLoss(log_input=False)(net(x), y)'),
      torchNet('nn.Linear(8, 1)', 'loss = nn.PoissonNLLLoss(log_input=flag)(net(x).exp(), y)'),
      {
        name: 'a distance of logarithms',
        code: torchNet('nn.Linear(8, 1)', 'loss = nn.MSELoss()(torch.log(net(x)), torch.log(y))'),
      },
    ],
    invalid: [
      {
        name: 'a loss that the same condition chooses for this case',
        code: `
          class Net(nn.Module):
              def __init__(self, target):
                  super().__init__()
                  self.target, self.head = target, nn.Linear(8, 4)
                  if self.target == 0:
                      self.criterion = ⟦nn.KLDivLoss(reduction='none')⟧
                  elif self.target == 1:
                      self.criterion = nn.MSELoss(reduction='none')
              def forward(self, x, y):
                  if self.target == 0:
                      return self.criterion(self.head(x), y).mean()
                  return self.criterion(self.head(x), y).sum()
        `,
      },
      {
        name: 'the exponential for the logarithm of a rate',
        code: torchNet('nn.Linear(8, 1)', 'loss = ⟦nn.PoissonNLLLoss()⟧(⟪torch.exp(net(x))⟫, y)'),
        message: /of exp, which is never negative, no rate is below 1/,
        fixes: {
          'Write log_input=False (changes training)':
            'loss = nn.PoissonNLLLoss(log_input=False)(torch.exp(net(x)), y)',
        },
      },
      {
        name: 'a raw output for a rate',
        code: torchNet('⟪nn.Linear(8, 1)⟫', 'loss = ⟦F.poisson_nll_loss(net(x), y, log_input=False)⟧'),
        message: /A rate is positive; a layer's raw output is negative in part/,
        fixes: {
          'Write log_input=True (changes training)': 'loss = F.poisson_nll_loss(net(x), y, log_input=True)',
        },
      },
      {
        name: 'over one unit, where a cross-entropy would be no better',
        code: torchNet('⟪nn.Linear(8, 1)⟫', 'loss = ⟦nn.NLLLoss()⟧(net(x), y)'),
        fixes: {},
      },
      {
        name: 'an overlap by hand',
        code: `
          import torch
          from torch import nn

          class Dice(nn.Module):
              def forward(self, p, y):
                  p, y = p.view(-1), y.view(-1)
                  shared = (p * y).sum()
                  return 1 - ⟦(2 * shared + 1) / (p.sum() + y.sum() + 1)⟧

          net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), ⟪nn.Conv2d(8, 1, 1)⟫)
          criterion = Dice()
          for x, y in loader:
              criterion(net(x), y).backward()
        `,
        severity: 'warning',
      },
      {
        name: 'an overlap that weighs what is missed',
        code: `
          import torch
          from torch import nn

          def tversky(p, y):
              hit, extra, missed = (p * y).sum(), (p * (1 - y)).sum(), ((1 - p) * y).sum()
              return ⟦(hit + 1) / (hit + 0.3 * extra + 0.7 * missed + 1)⟧

          net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 1, 1))
          for x, y in loader:
              (1 - tversky(net(x), y)).backward()
        `,
      },
      {
        name: 'every loss of the tables',
        code: torchNet('nn.Conv2d(8, 4, 1)', 'loss = ⟦nn.NLLLoss2d()⟧(net(x), y)'),
        severity: 'error',
      },
      {
        code: torchNet('nn.Linear(8, 4), nn.Softmax(-1)', 'loss = ⟦nn.KLDivLoss()⟧(net(x), y)'),
        message: /the logarithm is missing/,
      },
      torchNet('nn.Linear(8, 4)', 'loss = ⟦F.ctc_loss(net(x), y, n, m)⟧'),
      {
        code: torchNet('nn.Linear(8, 1), ⟪nn.Tanh()⟫', 'loss = ⟦nn.BCELoss()⟧(net(x), y)'),
        severity: 'error',
        message: /tanh leaves \[0, 1\]/,
      },
      {
        name: 'between single layers',
        code: `
          import torch.nn.functional as F
          from torch import nn
          net = nn.Sequential(nn.Linear(10, 5))
          net(x)
          s, t = ⟪nn.Linear(10, 5)⟫, nn.Linear(10, 5)
          ⟦nn.KLDivLoss(reduction='batchmean')⟧(⟪F.softmax(s(x), dim=1)⟫, F.softmax(t(x), dim=1))
          ⟦F.kl_div(s(x), F.softmax(t(x), dim=1), reduction='batchmean')⟧
        `,
        message: [/logarithm is missing/, /unbounded below/],
      },
      {
        name: 'one loss that is right for another network: at its call',
        code: `
          from torch import nn
          loss = nn.BCELoss()
          judge = nn.Sequential(nn.Linear(8, 1), nn.Sigmoid())
          maker = nn.Sequential(nn.Linear(8, 8))
          loss(judge(x), y)
          ⟦loss(maker(x), y)⟧
        `,
      },
      torchNet('nn.Linear(8, 3), nn.Tanh()', 'loss = ⟦F.nll_loss(net(x), y)⟧'),
      {
        code: torchNet('⟪nn.Linear(8, 3)⟫', 'loss = -(y * ⟦torch.log(net(x) + 1e-8)⟧).sum()'),
        message: /NaN below 0/,
        severity: 'warning',
      },
      {
        name: 'a raw output that is clipped',
        code: torchNet('nn.Linear(8, 3)', 'loss = -(y * ⟦torch.log(net(x).clamp(1e-8, 1))⟧).sum()'),
        message: /clipped below 0, without gradient/,
        severity: 'warning',
      },
      {
        code: torchNet('⟪nn.Linear(8, 3)⟫', 'loss = -(y * ⟦torch.log(net(x))⟧).sum()'),
        severity: 'warning',
        message: /NaN below 0/,
      },
      {
        code: torchNet('⟪nn.Linear(8, 1)⟫', 'loss = ⟦nn.BCELoss()⟧(net(x), y)'),
        severity: 'error',
        message: /leaves \[0, 1\]/,
        fixes: { 'Use BCEWithLogitsLoss (changes training)': 'loss = nn.BCEWithLogitsLoss()(net(x), y)' },
      },
      {
        code: torchNet('nn.Linear(8, 3), nn.Softmax(dim=1)', 'loss = ⟦nn.NLLLoss()⟧(net(x), y)'),
        message: /gets probabilities/,
        fixes: {},
      },
      {
        code: torchModule(
          ['self.fc = nn.Linear(8, 3)'],
          ['return self.fc(x)'],
          'net = Net()',
          'loss = ⟦F.nll_loss(net(x), y)⟧',
        ),
        message: /unbounded below/,
        fixes: { 'Use cross_entropy (changes training)': 'loss = F.cross_entropy(net(x), y)' },
      },
      torchNet('nn.Linear(8, 3), nn.LogSoftmax(dim=1)', 'loss = ⟦nn.BCELoss()⟧(net(x), y)'),
    ],
  },
  keras: {
    valid: [
      {
        name: 'a generator that is trained only within another model',
        code: `
          class GAN:
              def __init__(self):
                  self.generator = keras.Sequential([layers.Dense(64), layers.LeakyReLU(), layers.Dense(784, activation='tanh')])
                  self.generator.compile(loss='binary_crossentropy', optimizer='adam')
                  self.critic = keras.Sequential([layers.Dense(64), layers.LeakyReLU(), layers.Dense(1, activation='sigmoid')])
                  noise = keras.Input(shape=(10,))
                  self.combined = keras.Model(noise, self.critic(self.generator(noise)))
                  self.combined.compile(loss='binary_crossentropy', optimizer='adam')
        `,
      },
      kerasNet('layers.Dense(10)', 'loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)'),
      kerasNet("layers.Dense(10, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet('layers.Dense(10), layers.Softmax()', "loss='categorical_crossentropy'"),
      kerasNet('layers.Dense(10)', 'loss=keras.losses.CategoricalCrossentropy(from_logits=flag)'),
      kerasNet('layers.Dense(10)', "loss='mse'"),
      kerasNet('layers.Dense(1)', "loss='categorical_crossentropy'"),
    ],
    invalid: [
      {
        name: 'a raw output for a rate',
        code: kerasNet("layers.Dense(8, activation='relu'), layers.Dense(1)", "loss=⟦'poisson'⟧"),
        message: /A rate is positive; a layer's raw output is negative in part/,
        severity: 'warning',
      },
      {
        name: 'a model that a function compiles, where other names end like it',
        code: `
          def critic():
              d = keras.Sequential()
              d.add(layers.Dense(8, activation='relu'))
              d.add(layers.Dense(1))
              d.compile(loss=⟦'binary_crossentropy'⟧, optimizer='adam')
              return d
        `,
      },
      {
        name: 'a loss of one’s own',
        code: `
          import tensorflow as tf
          from tensorflow import keras

          def weighted(y_true, y_pred):
              return tf.reduce_mean(⟦keras.losses.categorical_crossentropy(y_true, y_pred)⟧ * 2)

          model = keras.Sequential([keras.layers.Dense(64, activation='relu'), ⟪keras.layers.Dense(5)⟫])
          model.compile('adam', loss=weighted)
        `,
        severity: 'warning',
      },
      {
        name: 'a loss class of one’s own',
        code: `
          from tensorflow import keras

          class Weighted(keras.losses.Loss):
              def __init__(self, weight=2.0):
                  super().__init__()
                  self.weight = weight
              def call(self, y_true, y_pred):
                  return ⟦keras.losses.binary_crossentropy(y_true, y_pred)⟧ * self.weight

          model = keras.Sequential([keras.layers.Dense(64, activation='relu'), keras.layers.Dense(1)])
          model.compile('adam', loss=Weighted())
        `,
      },
      {
        name: 'a model that is a part of another and is trained by itself, too',
        code: `
          class Pair:
              def __init__(self):
                  self.coder = keras.Sequential([layers.Dense(64), layers.LeakyReLU(), layers.Dense(784, activation='tanh')])
                  self.coder.compile(loss=⟦'binary_crossentropy'⟧, optimizer='adam')
                  noise = keras.Input(shape=(10,))
                  self.whole = keras.Model(noise, self.coder(noise))
              def train(self, x, y):
                  self.coder.fit(x, y)
        `,
        message: /tanh leaves \[0, 1\]/,
      },
      {
        code: kerasNet('layers.Dense(10)', 'loss=⟦keras.losses.SparseCategoricalCrossentropy()⟧'),
        severity: 'warning',
        fixes: {
          'Add from_logits=True (changes training)':
            'model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))',
        },
      },
      kerasNet("layers.Dense(1, activation='tanh')", "loss=⟦'binary_crossentropy'⟧"),
      kerasNet('layers.Dense(10)', "loss=⟦'sparse_categorical_crossentropy'⟧"),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(1)",
        "optimizer='adam', loss=⟦'binary_crossentropy'⟧",
      ),
      kerasNet('layers.Dense(10)', 'loss=⟦keras.losses.CategoricalCrossentropy(label_smoothing=0.1)⟧'),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return tf.keras.losses.categorical_crossentropy(y, h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3)',
        'return tf.keras.losses.categorical_crossentropy(y, h, from_logits=True)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 3)', 'return tf.keras.losses.mean_squared_error(y, h)'),
      tensorflowNet('h = tf.layers.dense(x, 4)', 'return tf.losses.softmax_cross_entropy(y, h)'),
      tensorflowNet(
        'h = tf.nn.softmax(tf.layers.dense(x, 4))',
        'return -tf.reduce_sum(y * tf.log(tf.clip_by_value(h, 1e-10, 1.0)))',
      ),
    ],
    invalid: [
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 3)',
          'return ⟦tf.keras.losses.categorical_crossentropy(y, h)⟧',
        ),
        severity: 'warning',
      },
      tensorflowNet('h = tf.layers.dense(x, 4)', 'return ⟦tf.losses.log_loss(y, h)⟧'),
      {
        name: 'clipped raw outputs are no probabilities',
        code: tensorflowNet(
          'h = tf.layers.dense(x, 4)',
          'return -tf.reduce_sum(y * ⟦tf.log(tf.clip_by_value(h, 1e-10, 1.0))⟧)',
        ),
      },
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 1)',
        'return ⟦tf.keras.losses.binary_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3)',
        'return ⟦tf.keras.losses.sparse_categorical_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3)',
        'return tf.reduce_mean(⟦tf.keras.losses.categorical_crossentropy(y, h)⟧)',
      ),
    ],
  },
});
