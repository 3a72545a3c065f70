import { lossOutputMismatch } from '../../../../src/core/lint/rules/loss-output-mismatch';
import { flaxLoss, flaxNet, kerasNet, tensorflowNet, torchModule, torchNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

/** A classifier with a last layer and a loss, then lines that load labels and train on them. */
const classifier = (last: string, loss: string, ...lines: readonly string[]): string =>
  [
    'import keras',
    'import numpy as np',
    'import tensorflow as tf',
    'from keras import layers',
    'from keras.datasets import mnist, cifar10, boston_housing',
    'from keras.utils import to_categorical',
    'from sklearn import preprocessing',
    'from sklearn.datasets import load_iris, make_classification',
    'from sklearn.model_selection import train_test_split',
    `model = keras.Sequential([layers.Input((784,)), layers.Dense(64, activation='relu'), layers.Dense(${last})])`,
    `model.compile('adam', '${loss}')`,
    ...lines,
  ].join('\n');
const mnist = '(x, y), _ = mnist.load_data()';

ruleTester(lossOutputMismatch, {
  torch: {
    valid: [
      torchNet('nn.Linear(8, 1), nn.SELU()', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
      {
        name: 'labels that are written out and fit',
        code: `
          import torch
          from torch import nn
          net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 4))
          y = torch.tensor([1, 2, 3, 1])
          loss = nn.CrossEntropyLoss()(net(x), y)
        `,
      },
      torchNet('nn.Linear(8, 5), nn.Softmax(dim=1)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      torchNet('nn.Linear(8, 5), nn.Sigmoid()', 'loss = nn.BCELoss()(net(x), y)'),
      torchNet('nn.Linear(8, 5), nn.Hardtanh(-10, 10)', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
      {
        name: 'bounded logits that are scaled',
        code: torchModule(
          ['self.a = nn.Linear(8, 5)'],
          ['return 10 * torch.tanh(self.a(x))'],
          'net = Net()',
          'loss = F.cross_entropy(net(x), y)',
        ),
      },
    ],
    invalid: [
      {
        name: 'logarithms of shares for logits',
        code: torchNet('nn.Linear(8, 5), ⟦nn.LogSoftmax(dim=1)⟧', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
        message: /log_softmax bounds these logits: the probability stays between 0 and 0\.5/,
        severity: 'warning',
      },
      {
        code: torchNet('nn.Linear(8, 1), ⟦nn.Tanh()⟧', 'loss = nn.BCEWithLogitsLoss()(net(x), y)'),
        message: /between 0\.269 and 0\.731/,
      },
      {
        name: 'labels that are written out',
        code: `
          import torch
          from torch import nn
          net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
          y = torch.tensor([1, 2, 3, 1])
          loss = ⟦nn.CrossEntropyLoss()(net(x), y)⟧
        `,
        message: /labels run from 1 to 3, and the output has 3 units/,
        severity: 'error',
      },
      {
        code: torchNet('nn.Linear(8, 5), ⟦nn.Sigmoid()⟧', 'loss = nn.CrossEntropyLoss()(net(x), y)'),
        severity: 'warning',
        message: /over 5 classes .* below 0\.905/,
      },
      {
        code: torchNet('nn.Linear(8, 10), ⟦nn.Tanh()⟧', 'loss = F.cross_entropy(net(x), y)'),
        message: /below 0\.797/,
      },
      torchModule(
        ['self.a = nn.Linear(8, classes)'],
        ['return ⟦torch.sigmoid(self.a(x))⟧'],
        'net = Net()',
        'loss = F.cross_entropy(net(x), y)',
      ),
      {
        name: 'at the loss, where a function makes the network for its callers',
        code: `
          import torch
          from torch import nn
          def scorer():
              return nn.Sequential(nn.Linear(8, 5), ⟪nn.Sigmoid()⟫)
          rated = scorer()
          nn.BCELoss()(rated(x), y)
          sorted = scorer()
          ⟦nn.CrossEntropyLoss()(sorted(x), y)⟧
        `,
      },
    ],
  },
  keras: {
    valid: [
      kerasNet("layers.Dense(1, activation='tanh')", "loss='hinge'"),
      kerasNet('layers.Dense(1)', "loss='squared_hinge'"),
      {
        name: 'groups of classes',
        code: `
          from keras import Sequential, layers
          from keras.datasets import cifar100
          (x, y), _ = cifar100.load_data(label_mode='coarse')
          model = Sequential([layers.Flatten(), layers.Dense(20, activation='softmax')])
          model.compile('adam', 'sparse_categorical_crossentropy')
          model.fit(x / 255, y)
        `,
      },
      kerasNet("layers.Dense(10, activation='softmax')", "loss='categorical_crossentropy'"),
      kerasNet("layers.Dense(10, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(1, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(1, activation='softmax')", "loss='categorical_crossentropy'"),
      classifier("10, activation='softmax'", 'sparse_categorical_crossentropy', mnist, 'model.fit(x, y)'),
      classifier(
        "10, activation='softmax'",
        'categorical_crossentropy',
        mnist,
        'model.fit(x, to_categorical(y, 10))',
      ),
      classifier(
        "10, activation='softmax'",
        'categorical_crossentropy',
        mnist,
        'model.fit(x, np.eye(10)[y])',
      ),
      classifier(
        "1, activation='sigmoid'",
        'binary_crossentropy',
        mnist,
        'model.fit(x, (y == 5).astype(int))',
      ),
      classifier(
        "1, activation='sigmoid'",
        'binary_crossentropy',
        'x, y = make_classification(100)',
        'model.fit(x, y)',
      ),
      classifier(
        "20, activation='sigmoid'",
        'binary_crossentropy',
        'model.fit(x, preprocessing.MultiLabelBinarizer().fit_transform(tags))',
      ),
      classifier('1', 'mse', '(x, y), _ = boston_housing.load_data()', 'model.fit(x, y)'),
      {
        name: 'labels that a branch encodes',
        code: classifier(
          "10, activation='softmax'",
          'categorical_crossentropy',
          mnist,
          'if encode:',
          '    y = to_categorical(y)',
          'model.fit(x, y)',
        ),
      },
      kerasNet("layers.Dense(units, activation='sigmoid')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(units, activation='softmax')", "loss='binary_crossentropy'"),
      kerasNet("layers.Dense(10, activation='sigmoid')", 'loss=my_loss'),
    ],
    invalid: [
      {
        code: kerasNet("layers.Dense(1, activation=⟦'sigmoid'⟧)", "loss='hinge'"),
        message: /sigmoid gives one sign only/,
        severity: 'warning',
      },
      {
        name: 'labels from 1 on',
        code: `
          import numpy as np
          from keras import Sequential, layers
          x, y = np.random.rand(100, 5), np.random.randint(1, 4, 100)
          model = Sequential([layers.Dense(8, activation='relu'), layers.Dense(3, activation='softmax')])
          model.compile('adam', 'sparse_categorical_crossentropy')
          ⟦model.fit(x, y)⟧
        `,
        message: /from 1 to 3, and the output has 3 units/,
      },
      {
        name: 'of however many units',
        code: kerasNet(
          "layers.Dense(len(chars), activation=⟪'sigmoid'⟫)",
          "loss=⟦'categorical_crossentropy'⟧",
        ),
        message: /probabilities that sum to 1; sigmoids are independent/,
        severity: 'warning',
      },
      {
        code: kerasNet("layers.Dense(1, activation=⟪'sigmoid'⟫)", "loss=⟦'categorical_crossentropy'⟧"),
        severity: 'error',
        message: /is 0 for every input/,
      },
      {
        code: kerasNet('⟪layers.Dense(1)⟫', "loss=⟦'sparse_categorical_crossentropy'⟧"),
        severity: 'error',
        message: /fails for class 1/,
      },
      {
        code: kerasNet(
          "layers.Dense(3, activation=⟦'sigmoid'⟧)",
          'loss=keras.losses.CategoricalCrossentropy(from_logits=True)',
        ),
        message: /below 0\.551/,
      },
      {
        code: classifier("1, activation='sigmoid'", 'binary_crossentropy', mnist, '⟦model.fit(x, y)⟧'),
        severity: 'warning',
        message: /run from 0 to 9; .* Use 10 units/,
      },
      {
        code: classifier("10, activation='softmax'", 'categorical_crossentropy', mnist, '⟦model.fit(x, y)⟧'),
        severity: 'error',
        message: /are class numbers/,
      },
      {
        name: 'of a record, split',
        code: classifier(
          "3, activation='softmax'",
          'categorical_crossentropy',
          'iris = load_iris()',
          'a, b, c, d = train_test_split(iris.data, iris["target"])',
          '⟦model.fit(a, c)⟧',
        ),
        severity: 'error',
      },
      {
        code: classifier(
          "10, activation='softmax'",
          'sparse_categorical_crossentropy',
          mnist,
          '⟦model.fit(x, tf.one_hot(y, 10))⟧',
        ),
        severity: 'error',
        message: /are one-hot rows/,
      },
      {
        code: classifier(
          "9, activation='softmax'",
          'sparse_categorical_crossentropy',
          mnist,
          '⟦model.fit(x, y)⟧',
        ),
        severity: 'error',
        message: /0 to 9, and the output has 9 units/,
      },
      {
        code: classifier(
          "9, activation='softmax'",
          'categorical_crossentropy',
          mnist,
          '⟦model.fit(x, to_categorical(y))⟧',
        ),
        severity: 'error',
        message: /10 columns, the output 9 units/,
      },
      {
        name: 'in a set of tensors',
        code: classifier(
          "1, activation='sigmoid'",
          'binary_crossentropy',
          mnist,
          'train = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(100).batch(32)',
          '⟦model.fit(train)⟧',
        ),
      },
      {
        code: classifier(
          "10, activation='sigmoid'",
          'binary_crossentropy',
          mnist,
          '⟦model.fit(x, to_categorical(y))⟧',
        ),
        severity: 'information',
      },
      {
        code: classifier(
          "20, activation='softmax'",
          'categorical_crossentropy',
          '⟦model.fit(x, preprocessing.MultiLabelBinarizer().fit_transform(tags))⟧',
        ),
        severity: 'warning',
        message: /several labels/,
      },
      {
        code: classifier(
          "1, activation='sigmoid'",
          'binary_crossentropy',
          '(x, y), _ = boston_housing.load_data()',
          '⟦model.fit(x, y)⟧',
        ),
        severity: 'warning',
        message: /measurements/,
      },
      {
        code: kerasNet("layers.Dense(10, activation=⟪'sigmoid'⟫)", "loss=⟦'categorical_crossentropy'⟧"),
        severity: 'warning',
        message: /sum to 1/,
      },
      {
        code: kerasNet("layers.Dense(2, activation='softmax')", "loss=⟦'binary_crossentropy'⟧"),
        message: /compete/,
      },
      kerasNet(
        "layers.Dense(4), layers.Activation('sigmoid')",
        'loss=⟦keras.losses.SparseCategoricalCrossentropy()⟧',
      ),
      kerasNet(
        "layers.Dense(8, activation='relu'), layers.Dense(5, activation='softmax')",
        "optimizer='adam', loss=⟦keras.losses.BinaryCrossentropy()⟧",
      ),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return tf.keras.losses.categorical_crossentropy(y, h)',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)',
        'return tf.keras.losses.binary_crossentropy(y, h)',
      ),
      tensorflowNet('h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)', 'return h'),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, n, activation=tf.nn.sigmoid)',
        'return tf.keras.losses.binary_crossentropy(y, h)',
      ),
    ],
    invalid: [
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.sigmoid)',
        'return ⟦tf.keras.losses.categorical_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.compat.v1.layers.dense(x, 3, activation=tf.nn.softmax)',
        'return ⟦tf.keras.losses.binary_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.nn.sigmoid(tf.compat.v1.layers.dense(x, 3))',
        'return ⟦tf.keras.losses.sparse_categorical_crossentropy(y, h)⟧',
      ),
      tensorflowNet(
        'h = tf.nn.softmax(tf.compat.v1.layers.dense(x, 7))',
        'return tf.reduce_mean(⟦tf.keras.losses.binary_crossentropy(y, h)⟧)',
      ),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.Dense(3)(x)'], ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()')),
      flaxNet(
        ['return nn.softmax(nn.Dense(3)(x))'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(['return nn.sigmoid(nn.Dense(3)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(
        ['return nn.elu(nn.Dense(3)(x))'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
    ],
    invalid: [
      {
        code: flaxNet(
          ['return ⟦nn.sigmoid(nn.Dense(3)(x))⟧'],
          ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
        ),
        severity: 'warning',
      },
      flaxNet(
        ['return ⟦nn.tanh(nn.Dense(3)(x))⟧'],
        ...flaxLoss('optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()'),
      ),
      flaxNet(
        ['x = nn.Dense(features)(x)', 'return ⟦nn.soft_sign(x)⟧'],
        ...flaxLoss('optax.softmax_cross_entropy(logits, y).mean()'),
      ),
      flaxNet(
        ['return ⟦nn.hard_sigmoid(nn.Dense(3)(x))⟧'],
        ...flaxLoss('optax.poly_loss_cross_entropy(logits, y).mean()'),
      ),
    ],
  },
});
