import { probabilityLossWrongInput } from '../../../../src/core/lint/rules/probability-loss-wrong-input';
import { kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

ruleTester(probabilityLossWrongInput, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 1), nn.Sigmoid()', 'loss = nn.BCELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 1)', 'loss = nn.BCELoss()(torch.sigmoid(net(x)), y)'),
      torchNet('nn.Linear(8, 3), nn.LogSoftmax(dim=1)', 'loss = nn.NLLLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 3)', 'loss = nn.BCELoss()(squash(net(x)), y)'),
    ],
    invalid: [
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
      kerasNet('layers.Dense(10)', 'loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True)'),
      kerasNet("layers.Dense(10, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet('layers.Dense(10), layers.Softmax()', "loss='categorical_crossentropy'"),
      kerasNet('layers.Dense(10)', 'loss=keras.losses.CategoricalCrossentropy(from_logits=flag)'),
      kerasNet('layers.Dense(10)', "loss='mse'"),
    ],
    invalid: [
      {
        code: kerasNet('layers.Dense(10)', 'loss=⟦keras.losses.SparseCategoricalCrossentropy()⟧'),
        severity: 'warning',
        fixes: {
          'Add from_logits=True (changes training)':
            'model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))',
        },
      },
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
    ],
    invalid: [
      {
        code: tensorflowNet(
          'h = tf.compat.v1.layers.dense(x, 3)',
          'return ⟦tf.keras.losses.categorical_crossentropy(y, h)⟧',
        ),
        severity: 'warning',
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
