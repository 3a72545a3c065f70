/** Losses that arithmetic writes out, as the rules are told of them. */
import { describe, expect, it } from 'vitest';
import { traceOf } from './trace-of';

/** Each loss with the step that gave its prediction, and what is known of the target. */
const lossesOf = (text: string): readonly (readonly string[])[] =>
  traceOf(text).models.flatMap((model) =>
    model.losses.map(({ qualifiedName, predictions, targets, target }) => [
      qualifiedName,
      ...predictions.map((index) => model.nodes[index]?.qualifiedName ?? ''),
      ...(targets ?? []).map(({ facts }) => facts.form ?? 'literal'),
      ...(target?.kind === 'made' ? [JSON.stringify(target.tensor.shape)] : []),
    ]),
  );

const torch = (...lines: readonly string[]): string =>
  [
    'import torch',
    'from torch import nn',
    'import torch.nn.functional as F',
    'net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))',
    'other = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 1))',
    'x, y = torch.randn(64, 4), torch.randn(64)',
    ...lines,
    '',
  ].join('\n');

const squared = [['arithmetic.squared_error', 'torch.nn.Linear', '[64]']];

describe('a squared error by hand in PyTorch', () => {
  it.each([
    'loss = ((net(x) - y) ** 2).mean()',
    'loss = torch.mean((y - net(x)) ** 2)',
    'loss = (net(x) - y).pow(2).sum()',
    'loss = torch.square(net(x) - y).mean()',
    'loss = torch.pow(net(x) - y, 2).mean()',
    'd = net(x) - y\nloss = 0.5 * torch.sum(d * d) / len(y)',
    'loss = (0.5 * (net(x) - y) ** 2).sum(1).mean()',
    'loss = torch.sqrt(torch.mean((net(x) - y) ** 2))',
    'loss = (weights * (net(x) - y) ** 2).mean() + 0.1 * sum(p.pow(2).sum() for p in net.parameters())',
    'loss = torch.norm(net(x) - y)',
    'loss = torch.mean((net(x) - y) * (net(x) - y))',
    'loss = torch.mean(torch.pow(torch.abs(net(x) - y), 2))',
    'loss = torch.linalg.norm(net(x) - y) ** 2',
    'loss = (net(x) - y) ** 2\nloss.backward()',
    'loss = torch.dist(net(x), y)',
    'e = net(x) - y\nloss = e.T @ e / len(y)\nloss.backward()',
    "e = net(x) - y\nloss = torch.einsum('ij,ij->', e, e)\nloss.backward()",
    'e = net(x) - y\nloss = torch.where(e.abs() < 1, 0.5 * e ** 2, e.abs() - 0.5).mean()',
    'loss = torch.log(torch.cosh(net(x) - y)).mean()',
    'def mse(a, b):\n    return ((a - b) ** 2).mean()\nloss = mse(net(x), y)',
  ])('%s', (loss) => {
    expect(lossesOf(torch(...loss.split('\n')))).toEqual(squared);
  });

  it('is one in a class of its own', () => {
    const [loss] = lossesOf(
      torch(
        'class Error(nn.Module):',
        '    def forward(self, a, b):',
        '        return torch.mean((a - b) ** 2)',
        'loss = Error()(net(x), y)',
      ),
    );
    expect(loss).toEqual(['arithmetic.squared_error', 'torch.nn.Linear']);
  });

  it('may have a target that another network gives, where its gradient is cut off', () => {
    const [model] = traceOf(
      torch('loss = ((net(x).squeeze(1) - (y + 0.9 * other(x).max(1)[0].detach())) ** 2).mean()'),
    ).models;
    expect(
      model?.losses.map(({ qualifiedName, isTargetComputed }) => [qualifiedName, isTargetComputed]),
    ).toEqual([['arithmetic.squared_error', true]]);
  });

  it('is an absolute one without the square', () => {
    expect(lossesOf(torch('loss = (net(x) - y).abs().mean()', 'torch.abs(net(x) - y).sum()'))).toEqual([
      ['arithmetic.absolute_error', 'torch.nn.Linear', '[64]'],
      ['arithmetic.absolute_error', 'torch.nn.Linear', '[64]'],
    ]);
  });

  it.each([
    ['a penalty of weights', 'loss = sum((p ** 2).sum() for p in net.parameters())'],
    ['a penalty of activations', 'loss = (net(x) ** 2).mean()'],
    ['what pulls at a number', 'loss = ((net(x) - 1) ** 2).mean()'],
    ['a variance', 'h = net(x)\nloss = ((h - h.mean()) ** 2).mean()'],
    ['a distance of two networks', 'loss = ((net(x) - other(x)) ** 2).mean()'],
    ['a distance of what is cut off', 'loss = ((net(x).detach() - y) ** 2).mean()'],
    [
      'a distance to trained centres',
      'c = nn.Parameter(torch.randn(64, 1))\nloss = ((net(x) - c) ** 2).mean()',
    ],
    ['distances that are no single number', 'd = ((net(x) - y) ** 2).sum(-1)\nnearest = d.argmin()'],
    [
      'a gradient penalty',
      'x.requires_grad_()\ng = torch.autograd.grad(net(x).sum(), x, create_graph=True)[0]\nloss = ((g.norm(2, dim=1) - 1) ** 2).mean()',
    ],
    [
      'a figure that no gradient is asked of',
      'with torch.no_grad():\n    error = ((net(x) - y) ** 2).mean()',
    ],
    [
      'a figure of a function without gradient',
      '@torch.no_grad()\ndef evaluate():\n    return ((net(x) - y) ** 2).mean()\nevaluate()',
    ],
    ['a table of similarities', 'h = net(x)\nloss = (h @ h.T).mean()'],
    ['a logarithm of an error', 'loss = torch.log((net(x) - other(x)).abs()).mean()'],
    [
      'a choice between errors of two networks',
      'loss = torch.where(x > 0, (net(x) - y) ** 2, (other(x) - y) ** 2).mean()',
    ],
    ['a cubic difference', 'loss = ((net(x) - y) ** 3).mean()'],
  ])('is not %s', (_, lines) => {
    expect(lossesOf(torch(...lines.split('\n')))).toEqual([]);
  });
});

describe('cross-entropies by hand', () => {
  const classifier = (...lines: readonly string[]): string =>
    torch('p = torch.sigmoid(net(x))', 't = torch.randint(0, 2, (64, 1)).float()', ...lines);

  it('of two terms are binary ones', () => {
    for (const loss of [
      '-(t * torch.log(p) + (1 - t) * torch.log(1 - p)).mean()',
      'torch.mean(-t * torch.log(p + 1e-8) - (1 - t) * torch.log(1 - p + 1e-8))',
    ])
      expect(lossesOf(classifier(`loss = ${loss}`)).map(([name, from]) => [name, from])).toEqual([
        ['arithmetic.binary_cross_entropy', 'torch.sigmoid'],
      ]);
  });

  it('of one term are likelihoods', () => {
    expect(lossesOf(classifier('loss = -(t * torch.log(p)).sum(1).mean()')).map(([name]) => name)).toEqual([
      'arithmetic.cross_entropy',
    ]);
  });

  it('of the logarithm of a softmax take scores', () => {
    expect(
      lossesOf(torch('loss = -(y * F.log_softmax(net(x), dim=1)).sum(1).mean()')).map((one) =>
        one.slice(0, 2),
      ),
    ).toEqual([['arithmetic.softmax_cross_entropy', 'torch.nn.Linear']]);
  });

  it('are none where the second term is of something else', () => {
    expect(
      lossesOf(
        classifier('q = torch.sigmoid(other(x))', 'loss = -(t * torch.log(p) + t * torch.log(q)).mean()'),
      ),
    ).toEqual([]);
  });
});

describe('errors by hand elsewhere', () => {
  it('are known in graphs of TensorFlow 1, however the reduction goes on', () => {
    expect(
      lossesOf(`import tensorflow as tf
X = tf.placeholder(tf.float32, [None, 8])
Y = tf.placeholder(tf.float32, [None, 1])
pred = tf.layers.dense(tf.layers.dense(X, 32, activation=tf.nn.relu), 1)
cost = tf.reduce_sum(tf.pow(pred - Y, 2)) / (2 * 100)
tf.train.GradientDescentOptimizer(0.01).minimize(cost)
`),
    ).toEqual([['arithmetic.squared_error', 'tf.layers.dense']]);
  });

  it('are known in a loss that is given the difference', () => {
    expect(
      lossesOf(`import tensorflow as tf
X = tf.placeholder(tf.float32, [None, 8])
Y = tf.placeholder(tf.float32, [None, 1])
pred = tf.layers.dense(tf.layers.dense(X, 32, activation=tf.nn.relu), 1)
cost = tf.nn.l2_loss(pred - Y)
`),
    ).toEqual([['tf.nn.l2_loss', 'tf.layers.dense']]);
  });

  it.each([
    'K.mean(K.square(y_pred - y_true), axis=-1)',
    'K.sqrt(K.mean(K.square(y_true - y_pred)))',
    'tf.reduce_mean(tf.math.squared_difference(y_true, y_pred))',
    'tf.square(y_true - y_pred)',
  ])('are known in a loss that Keras is given, with what the model is fitted to: %s', (error) => {
    expect(
      lossesOf(`import tensorflow as tf
from keras import backend as K, layers, Sequential
from sklearn.datasets import make_moons
x, y = make_moons(100)
def loss(y_true, y_pred):
    return ${error}
model = Sequential([layers.Dense(32, activation='relu'), layers.Dense(1)])
model.compile('adam', loss)
model.fit(x, y)
`),
    ).toEqual([['arithmetic.squared_error', 'keras.layers.Dense', 'indices']]);
  });

  it('are known under a tape', () => {
    expect(
      lossesOf(`import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(32, activation='relu'), tf.keras.layers.Dense(1)])
def step(x, y):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(y - model(x)))
    return tape.gradient(loss, model.trainable_variables)
`).slice(0, 1),
    ).toEqual([['arithmetic.squared_error', 'keras.layers.Dense']]);
  });

  it.each(['jnp.mean((preds - y) ** 2)', '0.5 * jnp.sum((preds - y) ** 2)', 'jnp.mean(jnp.abs(preds - y))'])(
    'are known in what JAX differentiates: %s',
    (error) => {
      const losses = lossesOf(`import jax
import jax.numpy as jnp
import flax.linen as nn
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(1)(nn.relu(nn.Dense(32)(x)))
net = Net()
params = net.init(jax.random.PRNGKey(0), jnp.ones((1, 8)))
def loss_fn(params, x, y):
    preds = net.apply(params, x)
    return ${error}
step = jax.value_and_grad(loss_fn)
`);
      expect(losses.map(([name, from]) => [name, from]).slice(0, 1)).toEqual([
        [`arithmetic.${error.includes('abs') ? 'absolute' : 'squared'}_error`, 'flax.linen.Dense'],
      ]);
    },
  );
});
