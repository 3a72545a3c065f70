import { nanGradient } from '../../../../src/core/lint/rules/nan-gradient';
import { ruleTester } from '../rule-tester';

const addInside = (line: string) => ({ 'Add 1e-8 inside': line });

ruleTester(nanGradient, {
  torch: {
    valid: [
      {
        name: 'a steep step between two probabilities, which overflows far from them',
        code: `
          class Head(nn.Module):
              def __init__(self, k=10):
                  super().__init__()
                  self.k = k
                  self.a, self.b = nn.Linear(4, 1), nn.Linear(4, 1)
              def forward(self, x):
                  return self.step(torch.sigmoid(self.a(x)), torch.sigmoid(self.b(x)))
              def step(self, x, y):
                  return torch.reciprocal(1 + torch.exp(-self.k * (x - y)))
        `,
      },
      {
        name: 'noise of a layer, cut off, by a function within the step',
        code: `
          class Noisy(nn.Linear):
              def __init__(self, n, m):
                  super().__init__(n, m)
                  self.register_buffer('noise_in', torch.zeros(1, n))
                  self.register_buffer('noise_out', torch.zeros(m, 1))

              def forward(self, x):
                  shape = lambda e: torch.sign(e) * torch.sqrt(torch.abs(e))
                  noise = shape(self.noise_in.data) * shape(self.noise_out)
                  return F.linear(x, self.weight + self.sigma * noise)
        `,
      },
      {
        name: 'noise of a layer, copied into its buffer',
        code: `
          class Noisy(nn.Module):
              def reset(self):
                  self.noise_in.normal_()
                  self.epsilon.copy_(self.shape_noise(self.noise_out).ger(self.shape_noise(self.noise_in)))

              def shape_noise(self, x):
                  return x.sign().mul(x.abs().sqrt())
        `,
      },
      { name: 'the backward of relu masks', code: 'def f(x): return torch.sqrt(torch.relu(x))' },
      'def f(x): return torch.sqrt(x ** 2 + 1e-8)',
      {
        name: 'the input of the branch is masked, too',
        code: 'def f(x): return torch.where(x > 0, torch.sqrt(torch.where(x > 0, x, torch.ones_like(x))), torch.zeros_like(x))',
      },
      { name: 'its subgradient at 0 is 0', code: 'def f(x): return torch.norm(x)' },
      {
        name: 'distances between points, which are other elements',
        code: `
          def distances(points):
              d = points[..., None, :] - points[..., None, :, :]
              return torch.sqrt(torch.sum(d ** 2, dim=-1))
        `,
      },
      { name: 'only for inputs of one sign', code: 'def f(x): return torch.sqrt(x)' },
      'def f(x): return torch.sqrt(torch.clamp(x, min=1e-6))',
      {
        name: 'distances to themselves of which no gradient is taken',
        code: `
          @torch.no_grad()
          def spread(a):
              return torch.sqrt(((a[:, None] - a[None]) ** 2).sum(-1))

          net(x).sum().backward()
        `,
      },
      {
        name: 'the backward is written out',
        code: `
          class Root(torch.autograd.Function):
              @staticmethod
              def forward(ctx, x):
                  return torch.sign(x) * torch.sqrt(torch.abs(x))
              @staticmethod
              def backward(ctx, grad):
                  return grad
        `,
      },
      { name: 'no gradient is taken', code: '@torch.no_grad()\ndef f(x): return torch.sqrt(torch.abs(x))' },
      { name: 'a figure for people', code: 'def f(a, b):\n    return torch.sqrt(F.mse_loss(a, b)).item()' },
      'def f(a, b): return torch.sqrt(F.mse_loss(a, b) + 1e-8)',
      {
        name: 'what is clamped is a constant there',
        code: 'def perplexity(x): return torch.clamp(torch.exp(x), max=1e4)',
      },
      { name: 'a pole is a pole', code: 'def f(x): return 1 / x' },
    ],
    invalid: [
      {
        name: 'a steep step between two scores',
        code: `
          class Head(nn.Module):
              def __init__(self, k=10):
                  super().__init__()
                  self.k = k
                  self.a, self.b = nn.Linear(4, 1), nn.Linear(4, 1)
              def forward(self, x):
                  return self.step(self.a(x), self.b(x))
              def step(self, x, y):
                  return torch.reciprocal(1 + ⟦torch.exp(-self.k * (x - y))⟧)
        `,
        message: /overflows/,
      },
      {
        name: 'a class that writes its gradient by hand: only what is computed counts',
        code: `
          class LogisticRegression:
              def __init__(self, features):
                  self.weights = torch.zeros(features, 1)
              def sigmoid(self, z):
                  return ⟦1. / (1. + torch.exp(-z))⟧
              def forward(self, x):
                  return self.sigmoid(torch.mm(x, self.weights))
              def backward(self, p, y):
                  return y - p.view(-1)
              def fit(self, x, y):
                  self.weights += 0.1 * torch.mm(x.t(), self.backward(self.forward(x), y).view(-1, 1))
        `,
        severity: 'information',
      },
      {
        name: 'a file that takes no gradient',
        code: `
          import torch

          def activation(x):
              return ⟦1 / (1 + torch.exp(-x))⟧

          features, weights = torch.randn((1, 5)), torch.randn((1, 5))
          y = activation(torch.sum(features * weights))
        `,
        severity: 'information',
        message: /the gradient is nan at x = -88\.7/,
        fixes: { 'Use torch.sigmoid': 'return torch.sigmoid(x)' },
      },
      {
        name: 'of all points to all points, the own one among them',
        code: `
          import torch

          def distances(a, b):
              return ⟦torch.sqrt(((a[:, None] - b[None]) ** 2).sum(-1))⟧

          z = net(x)
          distances(z, z).mean().backward()
        `,
        message: /distance 0 to itself/,
        severity: 'warning',
        fixes: addInside('return torch.sqrt(((a[:, None] - b[None]) ** 2).sum(-1) + 1e-8)'),
      },
      {
        name: 'the distance of a contrastive loss, and the root of a criterion of the module',
        code: `
          class Contrastive(nn.Module):
              def forward(self, a, b):
                  return ⟦torch.sqrt(((a - b) ** 2).sum(1))⟧
        `,
        severity: 'information',
      },
      {
        code: `
          criterion = nn.MSELoss()
          def error(x, y):
              return ⟦torch.sqrt(criterion(x, y))⟧
        `,
        severity: 'information',
      },
      {
        name: 'the root of what is too small to be told from 0',
        code: 'def f(x): return ⟦F.softplus(x).sqrt()⟧',
        message: /nan at x = -104/,
        severity: 'information',
      },
      {
        code: 'def f(x): return torch.sign(x) * ⟦torch.sqrt(torch.abs(x))⟧',
        message: /nan at x = 0/,
        severity: 'warning',
        fixes: addInside('def f(x): return torch.sign(x) * torch.sqrt(torch.abs(x) + 1e-8)'),
      },
      {
        code: 'def f(x): return torch.where(x > 0, ⟦torch.sqrt(x)⟧, torch.zeros_like(x))',
        message: /nan where x < 0/,
        severity: 'warning',
        fixes: {
          'Mask the input of the branch, too':
            'def f(x): return torch.where(x > 0, torch.sqrt(torch.where(x > 0, x, torch.ones_like(x))), torch.zeros_like(x))',
        },
      },
      {
        code: 'def f(x): return ⟦1 / (1 + torch.exp(-x))⟧',
        message: /nan at x = -88.7 and beyond.*Use torch.sigmoid/,
        severity: 'warning',
        fixes: { 'Use torch.sigmoid': 'def f(x): return torch.sigmoid(x)' },
      },
      {
        code: 'def f(x): return ⟦torch.where(x > 0, x, torch.exp(x) - 1)⟧',
        message: /nan at x = 88.7/,
        fixes: { 'Use F.elu': 'def f(x): return F.elu(x)' },
      },
      { code: 'def f(x): return ⟦x / torch.abs(x)⟧', message: /0\/0/, severity: 'warning' },
      { code: 'def f(x): return ⟦x / x.norm()⟧', message: /0\/0/, severity: 'information' },
      {
        code: 'def rmse(a, b):\n    return ⟦torch.sqrt(F.mse_loss(a, b))⟧',
        severity: 'information',
        fixes: addInside('return torch.sqrt(F.mse_loss(a, b) + 1e-8)'),
      },
      {
        name: 'a loss that was made before',
        code: `
          class RMSE(nn.Module):
              def __init__(self):
                  super().__init__()
                  self.mse = nn.MSELoss()

              def forward(self, a, b):
                  return ⟦torch.sqrt(self.mse(a, b))⟧
        `,
        fixes: addInside('return torch.sqrt(self.mse(a, b) + 1e-8)'),
      },
    ],
  },
  keras: {
    valid: [
      'def f(x): return keras.ops.sqrt(keras.ops.square(x) + 1e-7)',
      'def f(x): return keras.ops.sigmoid(x)',
      'def f(x): return keras.ops.sqrt(x)',
      'def f(x): return x / (keras.ops.abs(x) + 1.0)',
    ],
    invalid: [
      {
        code: 'def f(x): return ⟦keras.ops.sqrt(keras.ops.abs(x))⟧',
        fixes: addInside('def f(x): return keras.ops.sqrt(keras.ops.abs(x) + 1e-8)'),
      },
      {
        code: 'def f(x): return ⟦1 / (1 + keras.ops.exp(-x))⟧',
        fixes: { 'Use keras.ops.sigmoid': 'def f(x): return keras.ops.sigmoid(x)' },
      },
      'def f(x): return ⟦x / keras.ops.abs(x)⟧',
      {
        code: 'def f(x): return ⟦keras.ops.sqrt(keras.ops.square(x))⟧',
        fixes: addInside('def f(x): return keras.ops.sqrt(keras.ops.square(x) + 1e-8)'),
      },
    ],
  },
  tensorflow: {
    valid: [
      {
        name: 'its square root stops a gradient of 0',
        code: 'def f(x): return tf.where(x > 0, tf.sqrt(x), 0.0)',
      },
      'def f(x): return tf.sign(x) * tf.sqrt(tf.abs(x))',
      'def f(x): return tf.math.divide_no_nan(x, tf.abs(x))',
      'def f(x): return tf.sqrt(tf.reduce_sum(tf.square(x)) + 1e-12)',
    ],
    invalid: [
      {
        name: 'its relu multiplies by 0',
        code: 'def f(x): return ⟦tf.sqrt(tf.nn.relu(x))⟧',
        message: /nan where x < 0/,
      },
      { code: 'def f(x): return ⟦tf.norm(x)⟧', message: /nan at x = 0/, severity: 'information' },
      {
        code: 'def f(x): return ⟦tf.sqrt(tf.abs(x))⟧',
        fixes: addInside('def f(x): return tf.sqrt(tf.abs(x) + 1e-8)'),
      },
      {
        code: 'def f(x): return ⟦tf.where(x > 0, x, tf.exp(x) - 1)⟧',
        fixes: { 'Use tf.nn.elu': 'def f(x): return tf.nn.elu(x)' },
      },
    ],
  },
  jax: {
    valid: [
      {
        name: 'a derivative that is handed over',
        code: `
          @jax.custom_jvp
          def log1mexp(x):
              return jnp.log1p(-jnp.exp(x))

          log1mexp.defjvps(lambda t, y, x: -t / jnp.expm1(-x))
        `,
      },
      {
        name: 'noise is not differentiated',
        code: `
          import jax
          import jax.numpy as jnp

          def drawn(key, shape):
              return jax.random.normal(key, shape)

          def scaled(x):
              return jnp.sign(x) * jnp.power(jnp.abs(x), 0.5)

          def noisy(key, x):
              noise = drawn(key, x.shape)
              return x + scaled(noise) + scaled(jax.random.normal(key, x.shape))
        `,
      },
      {
        name: 'the code says how it is differentiated',
        code: '@jax.custom_jvp\ndef f(x): return jnp.sign(x) * jnp.sqrt(jnp.abs(x))',
      },
      {
        name: 'what the code differentiates by',
        code: '@f.defjvp\ndef rule(x, dx): return jnp.sign(x) * jnp.sqrt(jnp.abs(x))',
      },
      'def bucket(relative_position): return jnp.sqrt(jnp.abs(relative_position))',
      'def f(x): return jnp.sqrt(jax.nn.relu(x))',
      'def f(x): return jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)',
      'def f(x): return jnp.sign(x) * jnp.log1p(jnp.abs(x))',
      'def f(x): return jnp.sqrt(x ** 2 + 1e-8)',
    ],
    invalid: [
      {
        name: 'of particles to each other',
        code: `
          import jax
          import jax.numpy as jnp

          def energy(positions):
              d = positions[:, None, :] - positions[None, :, :]
              return jnp.sum(jnp.exp(-⟦jnp.linalg.norm(d, axis=-1)⟧))

          force = jax.grad(energy)
        `,
        message: /distance 0 to itself/,
      },
      {
        name: 'its maximum multiplies by 0',
        code: 'def f(x): return ⟦jnp.sqrt(jnp.maximum(x, 0))⟧',
        message: /nan where x < 0/,
      },
      { code: 'def f(x): return ⟦jnp.linalg.norm(x)⟧', message: /nan at x = 0/ },
      {
        code: 'def f(x): return jnp.where(x > 0, ⟦jnp.sqrt(x)⟧, 0.0)',
        fixes: {
          'Mask the input of the branch, too':
            'def f(x): return jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)',
        },
      },
      {
        code: 'def f(x): return ⟦jnp.sqrt(jnp.abs(x))⟧',
        fixes: addInside('def f(x): return jnp.sqrt(jnp.abs(x) + 1e-8)'),
      },
    ],
  },
});
