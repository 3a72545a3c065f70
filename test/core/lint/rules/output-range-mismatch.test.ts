import { outputRangeMismatch } from '../../../../src/core/lint/rules/output-range-mismatch';
import { flaxLoss, flaxNet } from '../model-snippets';
import { ruleTester } from '../rule-tester';

/** Lines that make and scale targets, then an autoencoder of Keras that ends in an activation. */
const keras = (activation: string, fit: string, ...data: readonly string[]): string =>
  [
    'import numpy as np',
    'import keras',
    'from keras import layers',
    'from keras.datasets import mnist, boston_housing',
    'from sklearn.preprocessing import StandardScaler, MinMaxScaler',
    ...data,
    `model = keras.Sequential([layers.Input((784,)), layers.Dense(64, activation='relu'), layers.Dense(784, activation='${activation}')])`,
    "model.compile('adam', 'mse')",
    fit,
  ].join('\n');

/** The same in PyTorch, with the line that compares `net(x)` with something. */
const torch = (last: string, loss: string, ...data: readonly string[]): string =>
  [
    'import numpy as np',
    'import torch',
    'from torch import nn',
    'from torchvision import datasets, transforms',
    'from sklearn.preprocessing import StandardScaler',
    ...data,
    `net = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 784), ${last})`,
    loss,
  ].join('\n');

const graph = (activation: string, loss: string, ...data: readonly string[]): string =>
  [
    'import numpy as np',
    'import tensorflow as tf',
    'from sklearn.preprocessing import StandardScaler',
    ...data,
    'x = tf.placeholder(tf.float32, [None, 8])',
    `h = tf.layers.dense(x, 1, activation=${activation})`,
    `loss = ${loss}`,
  ].join('\n');

const load = '(x, _), _ = mnist.load_data()';

ruleTester(outputRangeMismatch, {
  torch: {
    valid: [
      torch(
        'nn.Tanh()',
        'loss = nn.functional.mse_loss(net(x), real)',
        'real = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])(image)',
      ),
      torch('nn.Sigmoid()', 'loss = nn.functional.mse_loss(net(x), transforms.ToTensor()(image))'),
      torch('nn.Sigmoid()', 'loss = nn.MSELoss()(net(x), y)'),
      {
        name: 'a step that may be anything',
        code: torch(
          'nn.Sigmoid()',
          'loss = nn.functional.mse_loss(net(x), real)',
          'real = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,)), squash])(image)',
        ),
      },
      {
        name: 'rows that were written over',
        code: torch(
          'nn.Sigmoid()',
          'loss = nn.MSELoss()(net(x), y)',
          'y = torch.tensor([[-1.0], [1.0]])',
          'y[y < 0] = 0',
        ),
      },
    ],
    invalid: [
      {
        code: torch(
          '⟪nn.Sigmoid()⟫',
          'loss = ⟦nn.functional.mse_loss(net(x), real)⟧',
          'scale = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])',
          'real = ⟪scale(image)⟫',
        ),
        severity: 'warning',
        message: /down to -1; sigmoid never falls below 0\. Use tanh/,
      },
      {
        name: 'through a data loader',
        code: torch(
          'nn.Sigmoid()',
          'for image, label in loader:\n    image = image.view(image.size(0), -1)\n    loss = ⟦nn.MSELoss()(net(image), image)⟧',
          'scale = transforms.Compose([transforms.ToTensor(), transforms.Normalize([0.5], [0.5])])',
          'loader = torch.utils.data.DataLoader(datasets.MNIST(".", transform=scale), batch_size=64)',
        ),
      },
      {
        code: torch(
          'nn.Tanh()',
          'loss = ⟦nn.L1Loss()(net(x), y)⟧',
          'y = torch.tensor(StandardScaler().fit_transform(table), dtype=torch.float32)',
        ),
        message: /standardised; tanh ends at -1/,
      },
      torch('nn.Softplus()', 'loss = ⟦nn.MSELoss()(net(x), torch.tensor([[-1.0], [2.0]]))⟧'),
    ],
  },
  keras: {
    valid: [
      keras('sigmoid', 'model.fit(x, x)', load, 'x = x / 255.0'),
      keras('tanh', 'model.fit(x, x)', load, 'x = x / 127.5 - 1'),
      keras('linear', 'model.fit(x, x)', load, 'x = (x - x.mean()) / x.std()'),
      keras('sigmoid', 'model.fit(x, y)', 'y = MinMaxScaler().fit_transform(table)'),
      keras('sigmoid', 'model.fit(x, x)', load, 'x = prepare(x)'),
    ],
    invalid: [
      {
        name: 'scaled numbers that a function cuts into windows',
        code: `
          import numpy as np
          import keras
          from keras import layers
          from sklearn.preprocessing import MinMaxScaler

          numbers = ⟪MinMaxScaler(feature_range=(-1, 1)).fit_transform(raw)⟫

          def windows(rows, length):
              x, y = [], []
              for i in range(len(rows) - length):
                  x.append(rows[i:i + length])
                  y.append(rows[i + length])
              return np.array(x), np.array(y)

          x, y = windows(numbers[:800], 10)
          net = keras.Sequential([layers.LSTM(50, input_shape=(10, 1)), layers.Dense(1, activation=⟪'sigmoid'⟫)])
          net.compile(loss='mse', optimizer='adam')
          ⟦net.fit(x, y)⟧
        `,
        message: /reach down to -1/,
      },
      {
        code: keras('sigmoid', '⟦model.fit(x, x)⟧', load, 'x = x.reshape(-1, 784) / 127.5 - 1'),
        severity: 'warning',
      },
      {
        code: keras('sigmoid', '⟦model.fit(x, x, epochs=5)⟧', load, 'x = (x - 127.5) / 127.5'),
      },
      {
        code: keras('tanh', '⟦model.fit(x, x)⟧', load),
        message: /up to 255; tanh never rises above 1\. Scale them, or use a linear output/,
      },
      keras('sigmoid', '⟦model.fit(x, y)⟧', '(x, y), _ = boston_housing.load_data()'),
      keras('sigmoid', '⟦model.fit(x, y)⟧', 'y = MinMaxScaler(feature_range=(-1, 1)).fit_transform(table)'),
      keras('sigmoid', '⟦model.fit(x, x)⟧', load, 'x = (x - np.mean(x)) / (np.std(x) + 1e-7)'),
      keras(
        'sigmoid',
        '⟦model.fit(a, a)⟧',
        'from sklearn.model_selection import train_test_split',
        load,
        'a, b = train_test_split(x / 127.5 - 1, test_size=0.2)',
      ),
    ],
  },
  tensorflow: {
    valid: [
      graph('tf.nn.sigmoid', 'tf.losses.mean_squared_error(y, h)'),
      graph('tf.nn.sigmoid', 'tf.losses.mean_squared_error(tf.constant([[0.0], [1.0]]), h)'),
      graph('None', 'tf.losses.mean_squared_error(tf.constant([[-3.0], [1.0]]), h)'),
      graph('tf.nn.tanh', 'tf.losses.mean_squared_error(tf.constant([[-1.0], [1.0]]), h)'),
    ],
    invalid: [
      graph('tf.nn.sigmoid', '⟦tf.losses.mean_squared_error(tf.constant([[-3.0], [1.0]]), h)⟧'),
      graph('tf.nn.tanh', '⟦tf.losses.absolute_difference(np.array([[3.0], [1.0]]), h)⟧'),
      graph(
        'tf.nn.sigmoid',
        '⟦tf.losses.mean_squared_error(labels=y, predictions=h)⟧',
        'y = StandardScaler().fit_transform(table)',
      ),
      graph('tf.nn.softplus', '⟦tf.losses.huber_loss(tf.constant([-3.0, 1.0]), h)⟧'),
    ],
  },
  jax: {
    valid: [
      flaxNet(['return nn.sigmoid(nn.Dense(1)(x))'], ...flaxLoss('optax.l2_loss(logits, y).mean()')),
      flaxNet(
        ['return nn.tanh(nn.Dense(1)(x))'],
        ...flaxLoss('optax.l2_loss(logits, jnp.array([0.5])).mean()'),
      ),
      flaxNet(['return nn.Dense(1)(x)'], ...flaxLoss('optax.l2_loss(logits, jnp.array([-5.0])).mean()')),
      flaxNet(
        ['return nn.sigmoid(nn.Dense(1)(x))'],
        ...flaxLoss('optax.l2_loss(logits, jnp.array(y)).mean()'),
      ),
    ],
    invalid: [
      flaxNet(
        ['return nn.sigmoid(nn.Dense(1)(x))'],
        ...flaxLoss('⟦optax.l2_loss(logits, jnp.array([-5.0, 1.0]))⟧.mean()'),
      ),
      flaxNet(
        ['return nn.tanh(nn.Dense(1)(x))'],
        ...flaxLoss('⟦optax.squared_error(logits, jnp.array([5.0]))⟧.mean()'),
      ),
      flaxNet(
        ['return nn.softplus(nn.Dense(1)(x))'],
        ...flaxLoss('⟦optax.huber_loss(logits, jnp.asarray([-5.0, 2.0]))⟧.mean()'),
      ),
      flaxNet(
        ['return nn.sigmoid(nn.Dense(1)(x))'],
        ...flaxLoss('⟦optax.l2_loss(logits, jnp.array([-5.0, 1.0]) * 2)⟧.mean()'),
      ),
    ],
  },
});
