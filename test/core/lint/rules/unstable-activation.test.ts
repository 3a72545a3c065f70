import { unstableActivation } from '../../../../src/core/lint/rules/unstable-activation';
import { ruleTester } from '../rule-tester';

ruleTester(unstableActivation, {
  torch: {
    valid: [
      `
        import torch
        def softmax(x):
            e = torch.exp(x - x.max(dim=1, keepdim=True).values)
            return e / e.sum(dim=1, keepdim=True)
      `,
      'def f(x): return F.softplus(x)',
      'def f(x): return torch.logaddexp(x, torch.zeros_like(x))',
      'def f(x): return torch.log(1 + torch.exp(torch.clamp(x, max=20)))',
      'def f(x): return torch.log1p(torch.exp(-x.abs())) + x.clamp(min=0)',
      {
        name: 'the maximum is taken out first',
        code: 'def f(x): return torch.exp(x - x.max()) / torch.exp(x - x.max()).sum()',
      },
      {
        name: 'the linear branch holds before the overflow',
        code: 'def f(x): return torch.where(x > 20, x, torch.log1p(torch.exp(x.clamp(max=20))))',
      },
      {
        name: 'a name that was bounded in between',
        code: 'class Net(nn.Module):\n    def forward(self, x):\n        z = self.fc(x)\n        z = z.clamp(max=20)\n        z = torch.log(1 + torch.exp(z))\n        return z',
      },
      {
        name: 'a name that was bounded in between, in a block that may be left',
        code: 'class Net(nn.Module):\n    def forward(self, x):\n        z = self.fc(x)\n        try:\n            z = z.clamp(max=20)\n            z = torch.log(1 + torch.exp(z))\n        except RuntimeError:\n            z = torch.log(1 + torch.exp(z))\n        return z',
      },
      { name: 'its true value is too large, too', code: 'def f(x): return torch.exp(x) - 1' },
      { name: 'Python computes in 64 bits', code: 'import math\ndef f(x): return math.log(1 + math.exp(x))' },
      { name: 'log(sigmoid(x)) has a rule of its own', code: 'def f(x): return torch.log(torch.sigmoid(x))' },
      {
        name: 'the divergence of a Gaussian is large where its variance is',
        code: 'def kl(mu, logvar): return -0.5 * torch.sum(1 + logvar - mu ** 2 - torch.exp(logvar))',
      },
      {
        name: 'half a machine epsilon from the pole',
        code: 'def f(y):\n    eps = torch.finfo(y.dtype).eps\n    y = y.clamp(-1 + eps, 1 - eps)\n    return 0.5 * (y.log1p() - (-y).log1p())',
      },
    ],
    invalid: [
      {
        name: 'a name that held a layer’s output before',
        code: `
          import torch
          class Net(torch.nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = torch.nn.Linear(20, 50)
              def forward(self, x):
                  z = self.fc(x)
                  z = ⟦torch.log(1 + torch.exp(z))⟧
                  return z
        `,
      },
      ...[
        '.sum(dim=1, keepdim=True)',
        '.sum(1).view(-1, 1)',
        '.sum(dim=1).unsqueeze(1)',
        '.sum(-1)[:, None]',
      ].map((total) => ({
        name: `a softmax by hand: ${total}`,
        code: `
            import torch
            def softmax(x):
                return ⟦torch.exp(x) / torch.exp(x)${total}⟧
          `,
        message: /is nan at x = 88\.7 and beyond; the true value is 1/,
        severity: 'warning' as const,
      })),
      {
        name: 'a variance that is too small to be told from 0',
        code: 'def f(x, mean, logvar): return (logvar + ⟦(x - mean) ** 2 / torch.exp(logvar)⟧).mean()',
        severity: 'information',
      },
      {
        code: 'def f(x):\n    return ⟦torch.log(1 + ⟪torch.exp(x)⟫)⟧',
        message: /inf at x = 88.7 and beyond; the true value is 88.7. Use F.softplus/,
        severity: 'warning',
        fixes: { 'Use F.softplus': 'return F.softplus(x)' },
      },
      {
        name: 'over several lines',
        code: 'def f(x):\n    e = ⟪torch.exp(x)⟫\n    return ⟦e / (1 + e)⟧',
        message: /nan at x = 88.7/,
        severity: 'warning',
      },
      { code: 'def f(x): return ⟦torch.log(1 - torch.sigmoid(x))⟧', message: /-inf at x = 16.6/ },
      {
        code: 'def f(x): return ⟦torch.exp(x) / torch.exp(x).sum(-1, keepdim=True)⟧',
        message: /nan at x = 88.7/,
      },
      {
        name: 'a module, and its default for the slope',
        code: `
          class Soft(nn.Module):
              def __init__(self, beta=4.0):
                  super().__init__()
                  self.beta = beta

              def forward(self, x):
                  return ⟦torch.log(1 + torch.exp(self.beta * x))⟧ / self.beta
        `,
        message: /inf at x = 22.2/,
      },
      {
        name: 'within a model',
        code: `
          class Net(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.fc = nn.Linear(8, 8)

              def forward(self, x):
                  h = self.fc(x)
                  y = ⟦torch.log(1 + torch.exp(h))⟧
                  return self.fc(y)
        `,
        fixes: { 'Use F.softplus': 'y = F.softplus(h)' },
      },
    ],
  },
  keras: {
    valid: [
      'def f(x): return keras.ops.softplus(x)',
      'def f(x): return keras.ops.sigmoid(x)',
      'def f(x): return keras.ops.log(1 + keras.ops.exp(keras.ops.minimum(x, 20.0)))',
      'def f(x): return keras.ops.exp(-keras.ops.square(x))',
    ],
    invalid: [
      {
        code: 'def f(x): return ⟦keras.ops.log(1 + keras.ops.exp(x))⟧',
        fixes: { 'Use keras.ops.softplus': 'def f(x): return keras.ops.softplus(x)' },
      },
      'def f(x): return ⟦keras.ops.exp(x) / keras.ops.sum(keras.ops.exp(x), axis=-1)⟧',
      'def f(x): return ⟦keras.ops.log(1 - keras.ops.sigmoid(x))⟧',
      'def f(x): return keras.ops.tanh(x) * ⟦keras.ops.log(keras.ops.exp(x) + keras.ops.exp(-x))⟧',
    ],
  },
  tensorflow: {
    valid: [
      'def f(x): return tf.nn.softplus(x)',
      'def f(x): return tf.math.log(1 + tf.exp(tf.minimum(x, 20.0)))',
      'def f(x): return tf.nn.softmax(x)',
      'def f(x): return tf.exp(-x ** 2)',
    ],
    invalid: [
      {
        code: 'def f(x): return ⟦tf.math.log(1 + tf.exp(x))⟧',
        fixes: { 'Use tf.nn.softplus': 'def f(x): return tf.nn.softplus(x)' },
      },
      {
        code: 'def f(x): return ⟦(tf.exp(x) - tf.exp(-x)) / (tf.exp(x) + tf.exp(-x))⟧',
        fixes: { 'Use tf.tanh': 'def f(x): return tf.tanh(x)' },
      },
      'def f(x): return ⟦tf.math.log(tf.cosh(x))⟧',
      'def f(x): return ⟦tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=-1, keepdims=True)⟧',
    ],
  },
  jax: {
    valid: [
      'def f(x): return jnp.logaddexp(x, 0.0)',
      'def f(x): return jax.nn.softplus(x)',
      'def f(x): return jnp.log(1 + jnp.exp(jnp.minimum(x, 20.0)))',
      'def f(x): return jnp.log1p(jnp.exp(-jnp.abs(x))) + jnp.maximum(x, 0)',
    ],
    invalid: [
      {
        code: 'def f(x): return ⟦jnp.log(1 + jnp.exp(x))⟧',
        fixes: { 'Use jax.nn.softplus': 'def f(x): return jax.nn.softplus(x)' },
      },
      {
        code: 'def f(x): return ⟦jnp.log1p(jnp.exp(x))⟧',
        fixes: { 'Use jax.nn.softplus': 'def f(x): return jax.nn.softplus(x)' },
      },
      'def f(x): return ⟦jnp.exp(x) / jnp.sum(jnp.exp(x), axis=-1)⟧',
      'def f(x): return x - ⟦jnp.log(jnp.sum(jnp.exp(x)))⟧',
    ],
  },
});
