import { softmaxSingleUnit } from '../../../../src/core/lint/rules/softmax-single-unit';
import { flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(softmaxSingleUnit, {
  torch: {
    valid: [
      {
        name: 'a number of classes that whoever makes the model sets',
        code: `
          class Net(nn.Module):
              def __init__(self, n_classes=1):
                  super().__init__()
                  self.net = nn.Sequential(nn.Linear(4, n_classes), nn.Softmax(dim=-1))

              def forward(self, x):
                  return self.net(x)
        `,
      },
      {
        name: 'a helper that serves models of one unit and of many, and asks which it has',
        code: `
          import torch
          from torch import nn

          net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))

          def draw_boundary(model, points, labels):
              scores = model(points)
              if len(torch.unique(labels)) > 2:
                  classes = torch.softmax(scores, dim=1).argmax(dim=1)
              else:
                  classes = torch.round(torch.sigmoid(scores))
              return classes

          draw_boundary(net, points, labels)
        `,
      },
      torchNet('nn.Linear(8, 10), nn.Softmax(dim=1)'),
      {
        name: 'over the places of a map of one channel',
        code: torchNet('nn.Conv2d(8, 1, 1), nn.Softmax(dim=-1)'),
      },
      torchNet('nn.Conv2d(8, 1, 1), nn.Flatten(), nn.Softmax(dim=1)'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()'),
      torchNet('nn.Linear(8, 1), nn.Softmax(dim=0)'),
      torchNet('nn.Linear(8, width), nn.Softmax(dim=1)'),
      {
        name: 'scores over time, axis 1 of (batch, time, 1)',
        code: torchModule(
          ['self.score = nn.Linear(64, 1)'],
          ['weights = torch.softmax(self.score(x), dim=1)', 'return (weights * x).sum(1)'],
        ),
      },
      {
        name: 'a width that is 1 by a default of the configuration only',
        code: torchModule(
          ['self.experts = 1', 'self.gate = nn.Linear(8, self.experts)'],
          ['return torch.softmax(self.gate(x), dim=-1)'],
        ),
      },
      { name: 'a rank that nothing tells', code: torchNet('nn.Linear(8, 1), nn.Softmax(dim=1)') },
      torchModule(
        ['self.fc = nn.Linear(8, 1)'],
        ['x = x.view(x.size(0), -1, 8)', 'return self.fc(x).softmax(1)'],
      ),
      torchNet('nn.Linear(8, 1)', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
      {
        name: 'scores of choices, side by side before the loss',
        code: torchModule(
          ['self.fc = nn.Linear(8, 1)'],
          ['return self.fc(x).view(-1, 4)'],
          'net = Net()',
          'loss = nn.CrossEntropyLoss()(net(x), y)',
        ),
      },
      {
        name: 'classes on the second of three axes',
        code: torchNet('nn.Linear(8, 1)', 'loss = nn.CrossEntropyLoss()(net(torch.randn(4, 7, 8)), y)'),
      },
      {
        name: 'scores of the steps of a sequence',
        code: torchNet('nn.Embedding(100, 8), nn.Linear(8, 1)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      },
    ],
    invalid: [
      {
        name: 'one channel',
        code: torchNet('nn.Conv2d(8, 1, 1), ⟦nn.Softmax(dim=1)⟧'),
        fixes: { 'Use sigmoid (changes training)': 'net = nn.Sequential(nn.Conv2d(8, 1, 1), nn.Sigmoid())' },
      },
      {
        code: torchNet('nn.Flatten(), ⟪nn.Linear(8, 1)⟫, ⟦nn.Softmax(dim=1)⟧'),
        severity: 'error',
        message: /is 1 for every input/,
        fixes: {
          'Use sigmoid (changes training)':
            'net = nn.Sequential(nn.Flatten(), nn.Linear(8, 1), nn.Sigmoid())',
        },
      },
      torchNet('nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 1), ⟦nn.Softmax(dim=-1)⟧'),
      torchModule(
        ['self.fc = nn.Linear(8, 1)'],
        ['x = x.view(x.size(0), -1)', 'return ⟦F.softmax(self.fc(x), dim=1)⟧'],
      ),
      torchNet('nn.Linear(8, 1), nn.Dropout(0.1), ⟦nn.LogSoftmax(dim=-1)⟧'),
      {
        name: 'in the loss',
        code: torchNet(
          'nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 1)',
          'loss = ⟦nn.CrossEntropyLoss()⟧(net(x), y)',
        ),
        severity: 'error',
        message: /loss is always 0/,
        fixes: {},
      },
      torchNet('nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 1, 1)', 'loss = ⟦F.cross_entropy(net(x), y)⟧'),
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'loss = ⟦F.cross_entropy(net(torch.randn(4, 8)), y)⟧'),
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(10, activation='softmax')"),
      kerasNet("layers.Dense(1, activation='sigmoid')"),
      kerasNet("layers.Dense(classes, activation='softmax')"),
      kerasNet('layers.Dense(1), layers.Softmax(axis=0)'),
      kerasNet('layers.Dense(1, input_shape=(10, 64)), layers.Softmax(axis=1)'),
    ],
    invalid: [
      kerasNet("layers.Conv2D(1, 1, activation=⟦'softmax'⟧)"),
      {
        code: kerasNet("layers.Dense(16, activation='relu'), layers.Dense(1, activation=⟦'softmax'⟧)"),
        severity: 'error',
        fixes: {
          'Use sigmoid (changes training)':
            "model = keras.Sequential([layers.Dense(16, activation='relu'), layers.Dense(1, activation='sigmoid')])",
        },
      },
      kerasNet('layers.Dense(1), ⟦layers.Softmax()⟧'),
      kerasNet('layers.Dense(1, input_shape=(4,)), ⟦layers.Softmax(axis=1)⟧'),
      kerasNet("layers.Dense(1), ⟦layers.Activation('softmax')⟧"),
      kerasNet('layers.Dense(1)', 'loss=⟦keras.losses.CategoricalCrossentropy(from_logits=True)⟧'),
      "import keras\nfrom keras import layers\ninputs = keras.Input((4,))\noutputs = layers.Dense(1, activation=⟦'softmax'⟧)(inputs)\nmodel = keras.Model(inputs, outputs)",
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 10)', 'return tf.nn.softmax(h)'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1)', 'return tf.nn.sigmoid(h)'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1)', 'return tf.nn.softmax(h, axis=0)'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, n)', 'return tf.nn.softmax(h)'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1)', 'return tf.nn.softmax(h, axis=1)'),
    ],
    invalid: [
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1)', 'return ⟦tf.nn.softmax(h)⟧'),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 1)', 'return ⟦tf.nn.softmax(h, axis=-1)⟧'),
      tensorflowNet('return ⟦tf.nn.softmax(tf.compat.v1.layers.dense(x, units=1))⟧'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 8, activation=tf.nn.relu)',
        'h = tf.compat.v1.layers.dense(h, 1)',
        'return ⟦tf.nn.softmax(h)⟧',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.softmax(nn.Dense(10)(x))']),
      flaxNet(['return nn.sigmoid(nn.Dense(1)(x))']),
      flaxNet(['return nn.softmax(nn.Dense(1)(x), axis=0)']),
      flaxNet(['return nn.softmax(nn.Dense(self.n)(x))']),
      flaxNet(['return nn.softmax(nn.Dense(1)(x), axis=1)']),
    ],
    invalid: [
      flaxNet(['return ⟦nn.softmax(nn.Dense(1)(x))⟧']),
      flaxNet(['x = nn.relu(nn.Dense(8)(x))', 'x = nn.Dense(features=1)(x)', 'return ⟦nn.softmax(x)⟧']),
      flaxNet(['return ⟦jax.nn.softmax(nn.Dense(1)(x), axis=-1)⟧']),
      flaxNet(['return ⟦nn.log_softmax(nn.Dense(1)(x))⟧']),
    ],
  },
});
