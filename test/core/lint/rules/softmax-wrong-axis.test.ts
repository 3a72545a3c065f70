import { softmaxWrongAxis } from '../../../../src/core/lint/rules/softmax-wrong-axis';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const head = ['self.a, self.b = nn.Linear(8, 32), nn.Linear(32, 5)'];

ruleTester(softmaxWrongAxis, {
  torch: {
    valid: [
      {
        name: 'weights of several heads over a set',
        code: torchModule(
          ['self.a = nn.Linear(64, 4)', 'self.b = nn.Linear(64, 2)'],
          ['w = torch.softmax(self.a(x), dim=0).sum(1, keepdim=True)', 'return self.b(w * x)'],
        ),
      },
      {
        name: 'slots compete for the inputs, and their weights are made to add up afterwards',
        code: `
          class Slots(nn.Module):
              def __init__(self, d):
                  super().__init__()
                  self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)

              def forward(self, x, slots):
                  dots = torch.einsum('bid,bjd->bij', self.q(slots), self.k(x))
                  weights = dots.softmax(dim=1) + 1e-8
                  weights = weights / weights.sum(dim=-1, keepdim=True)
                  return torch.einsum('bij,bjd->bid', weights, self.v(x))
        `,
      },
      {
        name: 'both sides look at each other',
        code: `
          class Both(nn.Module):
              def __init__(self, d):
                  super().__init__()
                  self.a, self.b = nn.Linear(d, d), nn.Linear(d, d)

              def forward(self, x, y):
                  a, b = self.a(x), self.b(y)
                  scores = torch.bmm(a, b.transpose(1, 2))
                  return torch.bmm(scores.softmax(dim=2), b), torch.bmm(scores.softmax(dim=1).transpose(1, 2), a)
        `,
      },
      torchModule(head, ['return F.softmax(self.b(F.relu(self.a(x))), dim=-1)'], 'Net()(torch.randn(4, 8))'),
      torchModule(head, ['return F.softmax(self.b(F.relu(self.a(x))), dim=1)'], 'Net()(torch.randn(4, 8))'),
      {
        name: 'one state at a time',
        code: torchModule(head, ['return F.softmax(self.b(self.a(x)), dim=0)']),
      },
      {
        name: 'a state that is given',
        code: torchModule(head, ['return F.softmax(self.b(self.a(x)), dim=0)'], 'Net()(torch.randn(8))'),
      },
      {
        name: 'weights over a set of instances',
        code: torchModule(
          ['self.score, self.out = nn.Linear(8, 1), nn.Linear(8, 2)'],
          ['a = torch.softmax(self.score(x), dim=0)', 'return self.out((a * x).sum(0))'],
          'Net()(torch.randn(20, 8))',
        ),
      },
      {
        name: 'weights over a set of instances in several heads',
        code: torchModule(
          ['self.score, self.out = nn.Linear(8, 4), nn.Linear(8, 2)'],
          ['a = torch.softmax(self.score(x), dim=0)', 'return self.out(a.t() @ x)'],
          'Net()(torch.randn(20, 8))',
        ),
      },
      {
        name: 'time comes first',
        code: torchModule(
          ['self.rnn, self.score = nn.GRU(8, 16), nn.Linear(16, 4)'],
          ['h, _ = self.rnn(x)', 'return torch.softmax(self.score(h), dim=0)'],
        ),
      },
      {
        name: 'both ways of a table of similarities',
        code: torchModule(
          ['self.a = nn.Linear(8, 5)'],
          ['s = self.a(x.flatten(1))', 'return F.softmax(s, dim=0), F.softmax(s, dim=1)'],
        ),
      },
      { name: 'an axis that is not known', code: 'def f(x, axis):\n    return F.softmax(x, dim=axis)' },
      { name: 'arguments that are not known', code: 'def f(x, **given):\n    return F.softmax(x, **given)' },
      'nn.Softmax2d()',
    ],
    invalid: [
      {
        name: 'probabilities of which the taken action’s are chosen',
        code: torchModule(
          ['self.a = nn.Linear(64, 4)'],
          ['p = ⟦torch.softmax(self.a(x), dim=0)⟧', 'return p.gather(1, actions)'],
        ),
      },
      {
        name: 'weights of a mixture',
        code: torchModule(
          ['self.a, self.b = nn.Linear(64, 4), nn.Linear(64, 4)'],
          ['p = ⟦torch.softmax(self.a(x), dim=0)⟧', 'return (p * self.b(x)).sum(1)'],
        ),
      },
      {
        name: 'queries that compete for each key, though the sum runs over the keys',
        code: `
          class Attention(nn.Module):
              def __init__(self, d):
                  super().__init__()
                  self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
                  self.dropout = nn.Dropout(0.1)

              def forward(self, x):
                  scores = torch.bmm(self.q(x), self.k(x).transpose(1, 2)) / 8
                  scores = scores.masked_fill(x.sum(-1, keepdim=True) == 0, float('-inf'))
                  return torch.bmm(self.dropout(⟦torch.softmax(scores, dim=1)⟧), self.v(x))
        `,
        message: /Axis 1 is the queries/,
        fixes: {
          'Use axis -1 (changes training)':
            'return torch.bmm(self.dropout(torch.softmax(scores, dim=-1)), self.v(x))',
        },
      },
      {
        name: 'the same by letters',
        code: `
          class Attention(nn.Module):
              def __init__(self, d):
                  super().__init__()
                  self.proj = nn.Linear(d, 3 * d)

              def forward(self, x):
                  q, k, v = self.proj(x).chunk(3, dim=-1)
                  weights = ⟦torch.einsum('bid,bjd->bij', q, k).softmax(dim=1)⟧
                  return torch.einsum('bij,bjd->bid', weights, v)
        `,
        message: /Axis 1 is the queries/,
      },
      {
        name: 'behind a view that keeps the first axis',
        code: `
          from torch import nn
          import torch

          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(5408, 10)

              def forward(self, x):
                  x = torch.relu(self.conv(x))
                  return ⟦torch.log_softmax(self.fc(x.view(x.size(0), -1)), dim=0)⟧
        `,
        fixes: {
          'Use axis -1 (changes training)':
            'return torch.log_softmax(self.fc(x.view(x.size(0), -1)), dim=-1)',
        },
      },
      {
        name: 'a distribution over the batch that a divergence compares',
        code: `
          student = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
          distil = nn.KLDivLoss(reduction='batchmean')
          for x, teacher in loader:
              loss = distil(⟦F.log_softmax(student(x), dim=0)⟧, teacher)
        `,
        message: /Axis 0 of .* is the batch|Axis 0 is the batch/,
        fixes: {
          'Use axis -1 (changes training)': 'loss = distil(F.log_softmax(student(x), dim=-1), teacher)',
        },
      },
      {
        name: 'on the way to a loss over classes',
        code: torchModule(
          head,
          ['return ⟦F.log_softmax(self.b(F.relu(self.a(x))), dim=0)⟧'],
          'F.nll_loss(Net()(torch.randn(4, 8)), torch.zeros(4).long())',
        ),
        severity: 'warning',
        message:
          /^Axis 0 of \(4, 5\) is the batch: the samples share one probability instead of the classes\. Use -1\.$/,
        fixes: {
          'Use axis -1 (changes training)': 'return F.log_softmax(self.b(F.relu(self.a(x))), dim=-1)',
        },
      },
      {
        name: 'a loss in a loop over batches, the shape not known',
        code: torchNet(
          'nn.Linear(8, 5), ⟦nn.LogSoftmax(0)⟧',
          'criterion = nn.NLLLoss()',
          'for x, y in loader:',
          '    criterion(net(x), y).backward()',
        ),
        fixes: {
          'Use axis -1 (changes training)': 'net = nn.Sequential(nn.Linear(8, 5), nn.LogSoftmax(-1))',
        },
        message: /^Axis 0 is the batch/,
      },
      {
        name: 'behind a view that keeps the batch',
        code: torchModule(
          ['self.a = nn.Linear(784, 10)', 'self.out = nn.Softmax(dim=0)'],
          ['x = self.a(x.view(x.size(0), -1))', 'return self.out(x)'],
        ).replace('nn.Softmax(dim=0)', '⟦nn.Softmax(dim=0)⟧'),
      },
      torchNet('nn.Flatten(), nn.Linear(784, 10), ⟦nn.Softmax(dim=0)⟧'),
      torchNet('nn.Linear(8, 10), nn.BatchNorm1d(10), nn.ReLU(), nn.Linear(10, 3), ⟦nn.Softmax(dim=0)⟧'),
      {
        name: 'attention over the batch',
        code: torchModule(
          ['self.rnn, self.score = nn.LSTM(8, 16, batch_first=True), nn.Linear(16, 16)'],
          ['h, _ = self.rnn(x)', 'return (⟦torch.softmax(self.score(h), dim=0)⟧ * h).sum(1)'],
        ),
      },
      {
        name: 'without dim',
        code: 'a = ⟦nn.Softmax()⟧\nb = ⟦F.log_softmax(x)⟧\nc = ⟦F.softmax(x, dim=None)⟧\nd = ⟦nn.LogSoftmax(None)⟧',
        message: /^Without dim, PyTorch guesses/,
        fixes: {
          'Write dim=-1 (changes training)': [
            'a = nn.Softmax(dim=-1)',
            'b = F.log_softmax(x, dim=-1)',
            'c = F.softmax(x, dim=-1)',
            'd = nn.LogSoftmax(-1)',
          ],
        },
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(8), layers.Dense(3, activation='softmax')"),
      kerasNet('layers.Dense(8), layers.Dense(3), layers.Softmax()'),
      kerasNet('layers.Dense(8), layers.Dense(3), layers.Softmax(axis=1)'),
      {
        name: 'attention over time',
        code: 'i = keras.Input((10, 8))\ns = layers.Softmax(axis=1)(layers.Dense(1)(i))\nm = keras.Model(i, s * i)',
      },
    ],
    invalid: [
      {
        code: kerasNet('layers.Dense(8), layers.Dense(3), ⟦layers.Softmax(axis=0)⟧'),
        fixes: {
          'Use axis -1 (changes training)':
            'model = keras.Sequential([layers.Dense(8), layers.Dense(3), layers.Softmax(axis=-1)])',
        },
      },
      {
        code: 'i = keras.Input((10,))\ny = ⟦keras.activations.softmax(layers.Dense(3)(i), axis=0)⟧\nm = keras.Model(i, y)',
        message: /of \(batch, 3\)/,
      },
      'i = keras.Input((10,))\ny = ⟦layers.Softmax(0)⟧(layers.Dense(3)(i))\nm = keras.Model(i, y)',
      {
        name: 'attention over the batch',
        code: 'i = keras.Input((10, 8))\ns = ⟦layers.Softmax(axis=0)⟧(layers.Dense(8)(i))\nm = keras.Model(i, s * i)',
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('return tf.nn.softmax(tf.layers.dense(x, 3))'),
      tensorflowNet('return tf.nn.softmax(tf.layers.dense(x, 3), axis=-1)'),
      tensorflowNet('return tf.nn.softmax(tf.matmul(x, y), axis=0)'),
      tensorflowNet('w = tf.nn.softmax(tf.layers.dense(x, 1), axis=0)', 'return w'),
    ],
    invalid: [
      tensorflowNet('return ⟦tf.nn.softmax(tf.layers.dense(x, 3), axis=0)⟧'),
      tensorflowNet('return ⟦tf.nn.log_softmax(tf.layers.dense(x, 3), axis=0)⟧'),
      `
        class Net(tf.keras.Model):
            def __init__(self):
                super().__init__()
                self.out = tf.keras.layers.Dense(3)
            def call(self, x):
                return ⟦tf.nn.softmax(self.out(x), axis=0)⟧
      `,
      {
        code: 'x = tf.placeholder(tf.float32, [None, 8])\ny = ⟦tf.nn.softmax(tf.layers.dense(x, 3), 0)⟧\nloss = tf.reduce_mean(y)',
      },
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.softmax(nn.Dense(3)(x))']),
      flaxNet(['return nn.softmax(nn.Dense(3)(x), axis=-1)']),
      { name: 'one sample at a time, by vmap', code: flaxNet(['return nn.softmax(nn.Dense(3)(x), axis=0)']) },
      flaxNet(['x = x.reshape((x.shape[0], -1))', 'return nn.softmax(nn.Dense(3)(x), axis=1)']),
    ],
    invalid: [
      {
        name: 'before a cross-entropy by hand',
        code: `
          import jax
          import jax.numpy as jnp
          from flax import linen as nn

          class Net(nn.Module):
              @nn.compact
              def __call__(self, x):
                  x = nn.relu(nn.Conv(8, (3, 3))(x)).reshape((x.shape[0], -1))
                  return ⟦nn.log_softmax(nn.Dense(10)(x), axis=0)⟧

          net = Net()

          def loss(params, x, labels):
              return -jnp.mean(jnp.sum(jax.nn.one_hot(labels, 10) * net.apply(params, x), axis=-1))
        `,
        fixes: { 'Use axis -1 (changes training)': 'return nn.log_softmax(nn.Dense(10)(x), axis=-1)' },
      },
      flaxNet(['x = x.reshape((x.shape[0], -1))', 'return ⟦nn.softmax(nn.Dense(3)(x), axis=0)⟧']),
      flaxNet(['x = x.reshape((x.shape[0], -1))', 'return ⟦jax.nn.log_softmax(nn.Dense(3)(x), axis=0)⟧']),
      flaxNet([
        'x = nn.BatchNorm(use_running_average=False)(nn.Dense(8)(x))',
        'return ⟦nn.softmax(nn.Dense(3)(nn.relu(x)), axis=0)⟧',
      ]),
      flaxNet([
        'B, H, W, C = x.shape',
        'x = nn.Conv(8, (3, 3))(x)',
        'x = x.reshape((B, -1))',
        'return ⟦nn.softmax(nn.Dense(3)(x), axis=0)⟧',
      ]),
    ],
  },
});
