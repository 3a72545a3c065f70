import { logOfSoftmax } from '../../../../src/core/lint/rules/log-of-softmax';
import { ruleTester } from '../rule-tester';

ruleTester(logOfSoftmax, {
  torch: {
    valid: [
      'F.log_softmax(x, dim=1)',
      'torch.log(F.softmax(x, dim=1) + 1e-9)',
      'torch.log(x)',
      'torch.log2(torch.softmax(x, 1))',
      'def softmax(x): return x\ntorch.log(softmax(x))\nimport torch',
      {
        name: 'a name that is bound again',
        code: 'def f(x):\n    p = F.softmax(x, dim=1)\n    p = p.clamp(min=1e-8)\n    return torch.log(p)',
      },
      {
        name: "somebody else's probabilities",
        code: 'def f(p, x):\n    q = F.softmax(x, dim=1)\n    return torch.log(p) - torch.log(q + 1e-8)',
      },
      {
        name: 'probabilities that are bounded in their place',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.out = nn.Linear(8, 3)
              def forward(self, x):
                  return torch.softmax(self.out(x), dim=1)
          def loss_of(net, x, y):
              p = Net()(x)
              p.data.clamp_(0.01, 0.99)
              return -(y * p.log()).sum(1).mean()
        `,
      },
    ],
    invalid: [
      {
        name: 'a reward that nothing is differentiated by',
        code: `
          def reward(d):
              with torch.no_grad():
                  s = torch.sigmoid(d)
                  return ⟦torch.log(s)⟧ - torch.log(1 - s)
        `,
        severity: 'information',
      },
      {
        name: 'a cell that shows what a loss is made of',
        code: `
          z = torch.rand(3, 5)
          print(⟦torch.log(F.softmax(z, dim=1))⟧)
        `,
        severity: 'hint',
      },
      {
        code: 'y = ⟦torch.log(F.softmax(x, dim=1))⟧',
        severity: 'warning',
        fixes: { 'Use F.log_softmax': 'y = F.log_softmax(x, dim=1)' },
      },
      {
        code: 'y = ⟦torch.log(torch.sigmoid(x))⟧',
        message: /sigmoid/,
        fixes: { 'Use F.logsigmoid': 'y = F.logsigmoid(x)' },
      },
      {
        code: 'y = -⟦torch.log(torch.softmax(x, 1))⟧.mean()',
        fixes: { 'Use torch.log_softmax': 'y = -torch.log_softmax(x, 1).mean()' },
      },
      {
        name: 'the probabilities have a name',
        code: 'def f(x):\n    p = ⟪F.softmax(x, dim=1)⟫\n    return ⟦torch.log(p)⟧.mean()',
        fixes: {},
      },
      {
        name: 'adds the import that it needs',
        code: 'from torch import log, sigmoid\ny = ⟦log(sigmoid(x))⟧',
        fixes: { 'Use F.logsigmoid': ['import torch.nn.functional as F', 'y = F.logsigmoid(x)'] },
      },
    ],
  },
  keras: {
    valid: [
      'keras.ops.log(x)',
      'keras.ops.log(keras.activations.softmax(x) + 1e-7)',
      'keras.ops.exp(keras.activations.softmax(x))',
      'keras.activations.log_softmax(x)',
    ],
    invalid: [
      { code: '⟦keras.ops.log(keras.activations.softmax(x))⟧', severity: 'warning' },
      '⟦keras.ops.log(keras.activations.sigmoid(x))⟧',
      '⟦keras.ops.log(keras.ops.softmax(x))⟧',
      'from keras import ops\nloss = -⟦ops.log(ops.sigmoid(x))⟧',
    ],
  },
  tensorflow: {
    valid: [
      'tf.math.log(x)',
      'tf.math.log(tf.nn.softmax(x) + 1e-9)',
      'tf.nn.log_softmax(x)',
      'tf.math.exp(tf.nn.softmax(x))',
    ],
    invalid: [
      {
        code: 'y = ⟦tf.math.log(tf.nn.softmax(x))⟧',
        fixes: { 'Use tf.nn.log_softmax': 'y = tf.nn.log_softmax(x)' },
      },
      {
        code: 'y = ⟦tf.math.log(tf.nn.sigmoid(x))⟧',
        fixes: { 'Use tf.math.log_sigmoid': 'y = tf.math.log_sigmoid(x)' },
      },
      'y = ⟦tf.math.log(tf.sigmoid(x))⟧',
      'y = ⟦tf.math.log(tf.nn.softmax(x, axis=1))⟧',
    ],
  },
  jax: {
    valid: [
      'jnp.log(x)',
      'jax.nn.log_softmax(x)',
      'jnp.log(jax.nn.softmax(x) + 1e-9)',
      'jnp.log1p(jax.nn.softmax(x))',
    ],
    invalid: [
      {
        name: 'what is drawn from',
        code: 'action = jax.random.categorical(key, ⟦jnp.log(jax.nn.softmax(logits))⟧)',
        severity: 'hint',
      },
      {
        code: 'y = ⟦jnp.log(jax.nn.softmax(x))⟧',
        fixes: { 'Use jax.nn.log_softmax': 'y = jax.nn.log_softmax(x)' },
      },
      {
        code: 'y = ⟦jnp.log(jax.nn.sigmoid(x))⟧',
        fixes: { 'Use jax.nn.log_sigmoid': 'y = jax.nn.log_sigmoid(x)' },
      },
      'y = ⟦jnp.log(nn.softmax(x))⟧',
      'y = ⟦jnp.log(jax.nn.softmax(x, axis=-1))⟧',
    ],
  },
});
