import { lossShapeBroadcast } from '../../../../src/core/lint/rules/loss-shape-broadcast';
import { ruleTester } from '../rule-tester';

const start = [
  'import numpy as np',
  'import pandas as pd',
  'import torch',
  'import torch.nn.functional as F',
  'from sklearn.datasets import load_diabetes, make_regression',
  'from sklearn.model_selection import train_test_split',
  'from torch import nn',
  'from torch.utils.data import DataLoader, TensorDataset',
  'net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1))',
];
const regression = (...lines: readonly string[]): string => [...start, ...lines].join('\n');

const tensorFlow = (...lines: readonly string[]): string =>
  [
    'import tensorflow as tf',
    "net = tf.keras.Sequential([tf.keras.layers.Dense(32, activation='tanh'), tf.keras.layers.Dense(1)])",
    'x = tf.random.normal((64, 4))',
    ...lines,
  ].join('\n');
const jax = (...lines: readonly string[]): string =>
  [
    'import jax',
    'import jax.numpy as jnp',
    'a, b = jax.random.split(jax.random.PRNGKey(0))',
    'params = (jax.random.normal(a, (1, 32)), jnp.zeros(32)), (jax.random.normal(b, (32, 1)), jnp.zeros(1))',
    'def net(params, x):',
    '    (w1, b1), (w2, b2) = params',
    '    return jnp.tanh(x @ w1 + b1) @ w2 + b2',
    'x = jnp.linspace(-1, 1, 100).reshape(-1, 1)',
    ...lines,
  ].join('\n');

ruleTester(lossShapeBroadcast, {
  torch: {
    valid: [
      regression('x, y = torch.randn(64, 10), torch.randn(64, 1)', 'torch.norm(net(x) - y)'),
      regression('x, y = torch.randn(64, 10), torch.randn(64, 1)', 'F.mse_loss(net(x), y)'),
      {
        name: 'one of the two is made like the other',
        code: regression(
          'x, y = torch.randn(64, 10), torch.randn(64)',
          'F.mse_loss(net(x).squeeze(), y)',
          'F.mse_loss(net(x).squeeze(-1), y)',
          'F.mse_loss(net(x).view(-1), y)',
          'F.mse_loss(net(x)[:, 0], y)',
          'F.mse_loss(net(x).flatten(), y)',
          'F.mse_loss(net(x), y.unsqueeze(1))',
          'F.mse_loss(net(x), y.view(-1, 1))',
          'F.mse_loss(net(x), y[:, None])',
          '((net(x).squeeze(1) - y) ** 2).mean()',
        ),
      },
      {
        name: 'several targets',
        code: regression(
          'X, y = make_regression(n_features=10, n_targets=2)',
          'loss = F.mse_loss(net(torch.tensor(X).float()), torch.tensor(y).float())',
        ),
      },
      {
        name: 'a table of one column',
        code: regression(
          "df = pd.read_csv('data.csv')",
          "y = torch.tensor(df[['y']].values).float()",
          'loss = F.mse_loss(net(torch.randn(64, 10)), y)',
        ),
      },
      {
        name: 'a shape that is not known',
        code: regression('for x, y in loader:', '    loss = F.mse_loss(net(x), y)'),
      },
      {
        name: 'a product whose shape is not known',
        code: regression(
          'x = torch.randn(64)',
          'y = x @ mixing',
          'loss = F.mse_loss(net(torch.randn(64, 10)), y)',
        ),
      },
      {
        name: 'one sample',
        code: regression('loss = F.mse_loss(net(torch.randn(1, 10)), torch.randn(1))'),
      },
      {
        name: 'classes, several outputs',
        code: regression(
          'head = nn.Linear(10, 3)',
          'loss = F.cross_entropy(head(torch.randn(64, 10)), torch.randint(0, 3, (64,)))',
        ),
      },
      {
        name: 'a difference that is not squared',
        code: regression('x, y = torch.randn(64, 10), torch.randn(64)', 'gaps = net(x) - y'),
      },
    ],
    invalid: [
      regression('x, y = torch.randn(64, 10), torch.randn(64)', 'torch.norm(⟦net(x) - y⟧)'),
      regression(
        'x, y = torch.randn(64, 10), torch.randn(64)',
        'error = ⟦y - net(x)⟧',
        'loss = (0.5 * error).pow(2).mean()',
      ),
      {
        code: regression('x, y = torch.randn(64, 10), torch.randn(64)', 'loss = ⟦nn.MSELoss()(net(x), y)⟧'),
        severity: 'warning',
        message:
          /^\(64, 1\) against \(64,\) broadcasts to 64×64: every prediction meets every target, the mean is learned\. Squeeze the last axis\.$/,
        fixes: {
          'Squeeze the last axis of net(x) (changes training)': 'loss = nn.MSELoss()(net(x).squeeze(-1), y)',
        },
      },
      {
        name: 'batches of a data set of vectors',
        code: regression(
          'X, y = load_diabetes(return_X_y=True)',
          'X, y = torch.tensor(X).float(), torch.tensor(y).float()',
          'loader = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)',
          'criterion = nn.MSELoss()',
          'for epoch in range(10):',
          '    for xb, yb in loader:',
          '        pred = net(xb)',
          '        loss = ⟦criterion(pred, yb)⟧',
        ),
        message: /^\(N, 1\) against \(N,\) broadcasts to N×N/,
        fixes: {
          'Squeeze the last axis of pred (changes training)': 'loss = criterion(pred.squeeze(-1), yb)',
        },
      },
      {
        name: 'a column of a table, split',
        code: regression(
          "df = pd.read_csv('data.csv')",
          "X, y = df.drop('y', axis=1).values, df['y'].values",
          'X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2)',
          'target = torch.from_numpy(y_train).float()',
          'loss = ⟦F.l1_loss(net(torch.from_numpy(X_train).float()), target)⟧',
        ),
      },
      {
        name: 'by hand',
        code: regression(
          'data = load_diabetes()',
          'X, y = torch.tensor(data.data).float(), torch.tensor(data.target).float()',
          'loss = torch.mean((⟦net(X) - y⟧) ** 2)',
          'other = (⟦net(X) - y⟧).abs().mean()',
        ),
        fixes: {
          'Squeeze the last axis of net(X) (changes training)': [
            'loss = torch.mean((net(X).squeeze(-1) - y) ** 2)',
            'other = (net(X).squeeze(-1) - y).abs().mean()',
          ],
        },
      },
      {
        name: 'the target has the axis too many',
        code: regression(
          'x, y = torch.randn(64, 10), torch.randn(64)',
          'loss = ⟦F.smooth_l1_loss(net(x).squeeze(-1), y.unsqueeze(1))⟧',
        ),
        message: /^\(64,\) against \(64, 1\)/,
        fixes: {
          'Squeeze the last axis of y.unsqueeze(1) (changes training)':
            'loss = F.smooth_l1_loss(net(x).squeeze(-1), y.unsqueeze(1).squeeze(-1))',
        },
      },
      {
        name: 'binary cross-entropy raises',
        code: regression(
          'x, y = torch.randn(64, 10), torch.ones(64)',
          'loss = ⟦nn.BCEWithLogitsLoss()(net(x), y)⟧',
        ),
        severity: 'error',
        message: /^\(64, 1\) against \(64,\): this loss raises ValueError/,
      },
      {
        name: 'numbers in a list, a linear function of the inputs',
        code: regression(
          'x = torch.randn(4, 10)',
          'y = torch.tensor([1.0, 2.0, 3.0, 4.0])',
          'loss = ⟦F.mse_loss(net(x), y)⟧',
          'noisy = x @ torch.randn(10) + 0.1 * torch.randn(4)',
          'more = ⟦F.huber_loss(net(x), noisy)⟧',
        ),
        message: /^\(4, 1\) against \(4,\)/,
      },
      {
        name: 'through a function that trains',
        code: regression(
          'def train(model, x, y):',
          '    for step in range(3):',
          '        loss = ⟦F.mse_loss(model(x), y)⟧',
          '        loss.backward()',
          'x = np.random.randn(100, 10)',
          'train(net, torch.from_numpy(x).float(), torch.from_numpy(np.sin(x[:, 0])).float())',
        ),
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorFlow('y = tf.random.normal((64, 1))', 'loss = tf.reduce_mean(tf.square(net(x) - y))'),
      tensorFlow(
        'y = tf.random.normal((64,))',
        'loss = tf.reduce_mean(tf.square(tf.squeeze(net(x), -1) - y))',
      ),
      tensorFlow('y = tf.random.normal((64,))', 'loss = tf.reduce_mean(tf.square(net(x)[:, 0] - y))'),
      tensorFlow('y = tf.random.normal((64,))', 'gap = net(x) - y'),
    ],
    invalid: [
      tensorFlow('y = tf.random.normal((64,))', 'loss = tf.reduce_mean(tf.square(⟦net(x) - y⟧))'),
      tensorFlow('y = tf.random.normal((64,))', 'loss = tf.reduce_mean((⟦net(x) - y⟧) ** 2)'),
      tensorFlow('y = tf.random.normal((64,))', 'loss = tf.reduce_mean(tf.abs(⟦y - net(x)⟧))'),
      tensorFlow('y = tf.random.normal((32,))', 'loss = tf.reduce_sum(tf.square(⟦net(x[:32]) - y⟧))'),
    ],
  },
  jax: {
    valid: [
      jax('y = jnp.sin(x)', 'jnp.mean((net(params, x) - y) ** 2)'),
      jax('y = jnp.sin(jnp.linspace(-1, 1, 100))', 'jnp.mean((net(params, x)[:, 0] - y) ** 2)'),
      jax('y = jnp.sin(jnp.linspace(-1, 1, 100))', 'jnp.mean((net(params, x).squeeze(-1) - y) ** 2)'),
      jax('y = jnp.sin(jnp.linspace(-1, 1, 100))', 'print(net(params, x) - y)'),
    ],
    invalid: [
      jax('y = jnp.sin(jnp.linspace(-1, 1, 100))', 'jnp.mean((⟦net(params, x) - y⟧) ** 2)'),
      jax('y = jnp.zeros(100)', 'jnp.mean(jnp.square(⟦net(params, x) - y⟧))'),
      jax('y = jnp.linspace(-1, 1, 100)', 'jnp.mean(jnp.abs(⟦y - net(params, x)⟧))'),
      {
        name: 'in a loss that is differentiated',
        code: jax(
          'y = jnp.cos(jnp.linspace(-1, 1, 100))',
          'def loss(params):',
          '    return jnp.mean((⟦net(params, x) - y⟧) ** 2)',
          'print(jax.value_and_grad(loss)(params))',
        ),
      },
    ],
  },
});
