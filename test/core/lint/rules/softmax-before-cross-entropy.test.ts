import { softmaxBeforeCrossEntropy } from '../../../../src/core/lint/rules/softmax-before-cross-entropy';
import { flaxLoss, flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

const trained = 'loss = nn.CrossEntropyLoss()(net(x), y)';
const remove = 'Remove the softmax, keep the logits (changes training)';

ruleTester(softmaxBeforeCrossEntropy, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 10)', trained),
      torchNet('nn.Linear(8, 10), nn.Softmax(dim=1)', 'p = net(x)'),
      torchNet('nn.Linear(8, 10), nn.Softmax(dim=1)', 'loss = nn.MSELoss()(net(x), y)'),
      {
        name: 'the softmax of attention does not reach the loss',
        code: torchModule(
          ['self.q = nn.Linear(8, 8)', 'self.out = nn.Linear(8, 10)'],
          ['a = F.softmax(self.q(x) @ x.transpose(0, 1), dim=-1)', 'return self.out(a @ x)'],
          'net = Net()',
          trained,
        ),
      },
      torchModule(
        ['self.fc = nn.Linear(8, 10)'],
        ['return self.fc(x)'],
        'net = Net()',
        trained,
        'p = F.softmax(net(x), dim=1)',
      ),
    ],
    invalid: [
      {
        code: torchNet('nn.Linear(8, 10), ⟦nn.Softmax(dim=1)⟧', 'loss = ⟪nn.CrossEntropyLoss()⟫(net(x), y)'),
        severity: 'error',
        message: /10 classes its loss cannot fall below 1\.46/,
        fixes: { [remove]: 'net = nn.Sequential(nn.Linear(8, 10))' },
      },
      {
        code: torchModule(
          ['self.fc = nn.Linear(8, 100)'],
          ['return ⟦F.softmax(self.fc(x), dim=1)⟧'],
          'net = Net()',
          'criterion = nn.CrossEntropyLoss()',
          'out = net(x)',
          'loss = criterion(out, y)',
        ),
        message: /3\.6/,
        fixes: { [remove]: 'return self.fc(x)' },
      },
      torchNet('nn.Linear(8, 10), ⟦nn.Softmax(dim=1)⟧', 'loss = F.cross_entropy(net(x), y)'),
      {
        name: 'log-softmax only costs time',
        code: torchNet('nn.Linear(8, 10), ⟦nn.LogSoftmax(dim=1)⟧', trained),
        severity: 'hint',
        fixes: { 'Remove the log-softmax': 'net = nn.Sequential(nn.Linear(8, 10))' },
      },
      torchModule(
        ['self.fc = nn.Linear(8, 10)', 'self.softmax = ⟦nn.Softmax(dim=1)⟧'],
        ['x = self.fc(x)', 'return self.softmax(x)'],
        'net = Net()',
        'loss = nn.CrossEntropyLoss()(net(x), y)',
      ),
    ],
  },
  keras: {
    valid: [
      {
        name: 'a softmax put around a trained model for those who want probabilities',
        code: `
          model = keras.Sequential([layers.Flatten(input_shape=(28, 28)), layers.Dense(10)])
          first = model(x_train[:1]).numpy()
          loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
          loss(y_train[:1], first).numpy()
          model.compile(optimizer='adam', loss=loss)
          model.fit(x_train, y_train)
          probabilities = keras.Sequential([model, layers.Softmax()])
          probabilities(x_test[:5])
        `,
      },
      kerasNet("layers.Dense(10, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet('layers.Dense(10)', 'loss=keras.losses.CategoricalCrossentropy(from_logits=True)'),
      kerasNet(
        "layers.Dense(10, activation='softmax')",
        'loss=keras.losses.CategoricalCrossentropy(from_logits=logits)',
      ),
      kerasNet("layers.Dense(10, activation='softmax')"),
    ],
    invalid: [
      {
        code: kerasNet(
          "layers.Dense(10, activation=⟦'softmax'⟧)",
          'loss=⟪keras.losses.SparseCategoricalCrossentropy(from_logits=True)⟫',
        ),
        severity: 'warning',
        message: /1\.46/,
        fixes: { [remove]: 'model = keras.Sequential([layers.Dense(10)])' },
      },
      kerasNet(
        'layers.Dense(10), ⟦layers.Softmax()⟧',
        'loss=keras.losses.CategoricalCrossentropy(from_logits=True)',
      ),
      kerasNet(
        "layers.Dense(10), ⟦layers.Activation('softmax')⟧",
        'loss=keras.losses.CategoricalCrossentropy(from_logits=True)',
      ),
      "import keras\nfrom keras import layers\ninputs = keras.Input((4,))\noutputs = layers.Dense(3, activation=⟦'softmax'⟧)(inputs)\nmodel = keras.Model(inputs, outputs)\nmodel.compile(optimizer='adam', loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))",
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 10)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 10)',
        'p = tf.nn.softmax(h)',
        'return p, tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet('h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 10))', 'return h'),
      tensorflowNet('h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 10))', 'return tf.nn.l2_loss(h - y)'),
    ],
    invalid: [
      tensorflowNet(
        'h = ⟦tf.nn.softmax(tf.compat.v1.layers.dense(x, 10))⟧',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 10)',
        'p = ⟦tf.nn.softmax(h)⟧',
        'return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=p)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 10, activation=⟦tf.nn.softmax⟧)',
        'return tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 10)',
        'h = ⟦tf.nn.softmax(h)⟧',
        'loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, h))',
        'return loss',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.Dense(10)(x)'], ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()')),
      flaxNet(['return nn.softmax(nn.Dense(10)(x))']),
      flaxNet(['return nn.softmax(nn.Dense(10)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(
        ['return nn.Dense(10)(x)'],
        ...flaxLoss('optax.softmax_cross_entropy(labels=y, logits=logits).mean()'),
      ),
    ],
    invalid: [
      {
        code: flaxNet(
          ['return ⟦nn.softmax(nn.Dense(10)(x))⟧'],
          ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
        ),
        severity: 'error',
        fixes: { [remove]: 'return nn.Dense(10)(x)' },
      },
      flaxNet(
        ['x = nn.Dense(10)(x)', 'return ⟦nn.softmax(x)⟧'],
        ...flaxLoss('optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()'),
      ),
      flaxNet(
        ['return ⟦jax.nn.softmax(nn.Dense(10)(x))⟧'],
        ...flaxLoss('optax.losses.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(
        ['return ⟦nn.softmax(nn.Dense(10)(x))⟧'],
        ...flaxLoss('optax.softmax_cross_entropy(logits=logits, labels=y).mean()'),
      ),
    ],
  },
});
