import { unscaledAttention } from '../../../../src/core/lint/rules/unscaled-attention';
import { ruleTester } from '../rule-tester';

const torchAttention = (forward: string, more = '') => `
class Attention(nn.Module):
    def __init__(self, d=256):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(d, d), nn.Linear(d, d), nn.Linear(d, d)
        self.scale = d ** -0.5
${more}
    def forward(self, x, mask):
        q, k, v = self.q(x), self.k(x), self.v(x)
${forward
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;
const kerasAttention = (scores: string, before = '') => `
x = layers.Input((16, 128))
q = layers.Dense(256)(x)
k = layers.Dense(256)(x)
v = layers.Dense(256)(x)
${before}
${scores}
m = keras.Model(x, layers.Dense(1)(layers.Dot(axes=(2, 1))([w, v])))
`;
const tensorflowAttention = (call: string) => `
class Attention(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.q = tf.keras.layers.Dense(512)
        self.k = tf.keras.layers.Dense(512)
        self.v = tf.keras.layers.Dense(512)

    def call(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
${call
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;
const flaxAttention = (call: string) => `
class Attention(nn.Module):
    @nn.compact
    def __call__(self, x):
        q, k, v = nn.Dense(512)(x), nn.Dense(512)(x), nn.Dense(512)(x)
${call
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}
`;

ruleTester(unscaledAttention, {
  torch: {
    valid: [
      torchAttention('return F.softmax(q @ k.transpose(-2, -1) * self.scale, dim=-1) @ v'),
      torchAttention('return F.softmax(q @ k.transpose(-2, -1) / 16, dim=-1) @ v'),
      torchAttention(
        'q = q * self.scale\nreturn torch.softmax(torch.einsum("bid,bjd->bij", q, k), dim=-1) @ v',
      ),
      torchAttention(
        'q, k = F.normalize(q, dim=-1), F.normalize(k, dim=-1)\nreturn F.softmax(q @ k.transpose(-2, -1), dim=-1) @ v',
      ),
      torchAttention(
        'return F.softmax(q @ k.transpose(-2, -1) * self.t, dim=-1) @ v',
        '        self.t = nn.Parameter(torch.ones(1))\n',
      ),
      { name: 'additive', code: torchAttention('return torch.softmax(torch.tanh(q + k), dim=-1) * v') },
      {
        name: 'of small spread',
        code: torchAttention('return F.softmax(q @ k.transpose(-2, -1), dim=-1) @ v').replace(
          'd=256',
          'd=16',
        ),
      },
    ],
    invalid: [
      {
        code: torchAttention('return ⟦F.softmax(q @ k.transpose(-2, -1), dim=-1)⟧ @ v'),
        message: /spread of 5.34.*the root of 256/,
        severity: 'warning',
        fixes: {
          'Divide by the root of 256': 'return F.softmax(q @ k.transpose(-2, -1) / 256 ** 0.5, dim=-1) @ v',
        },
      },
      {
        name: 'with a mask',
        code: torchAttention(
          "s = torch.bmm(q, k.transpose(1, 2))\ns = s.masked_fill(mask, float('-inf'))\nreturn ⟦s.softmax(dim=-1)⟧ @ v",
        ),
        fixes: { 'Divide by the root of 256': 's = torch.bmm(q, k.transpose(1, 2)) / 256 ** 0.5' },
      },
      {
        name: 'by einsum',
        code: torchAttention("s = torch.einsum('bid,bjd->bij', q, k)\nreturn ⟦torch.softmax(s, dim=-1)⟧ @ v"),
        fixes: { 'Divide by the root of 256': "s = torch.einsum('bid,bjd->bij', q, k) / 256 ** 0.5" },
      },
      {
        name: 'narrow',
        code: torchAttention('return ⟦F.softmax(q @ k.transpose(-2, -1), dim=-1)⟧ @ v').replace(
          'd=256',
          'd=36',
        ),
        severity: 'information',
        fixes: {
          'Divide by the root of 36': 'return F.softmax(q @ k.transpose(-2, -1) / 36 ** 0.5, dim=-1) @ v',
        },
      },
    ],
  },
  keras: {
    valid: [
      kerasAttention('w = layers.Softmax()(layers.Dot(axes=2)([q, k]) / 16.0)'),
      kerasAttention('w = layers.Softmax()(layers.Dot(axes=2, normalize=True)([q, k]))'),
      kerasAttention('w = layers.Softmax()(layers.Dot(axes=2)([q, k]))', 'q = q * 0.0625'),
      kerasAttention('w = layers.Dense(16, activation="softmax")(q)'),
    ],
    invalid: [
      {
        code: kerasAttention('s = layers.Dot(axes=2)([q, k])\nw = ⟦layers.Softmax()(s)⟧'),
        message: /spread of 10.7/,
        fixes: { 'Divide by the root of 256': 's = layers.Dot(axes=2)([q, k]) / 256 ** 0.5' },
      },
      {
        code: kerasAttention('w = ⟦layers.Softmax()(layers.Dot(axes=2)([q, k]))⟧'),
        fixes: {
          'Divide by the root of 256': 'w = layers.Softmax()(layers.Dot(axes=2)([q, k]) / 256 ** 0.5)',
        },
      },
      {
        code: kerasAttention("s = layers.Dot(axes=-1)([q, k])\nw = ⟦layers.Activation('softmax')(s)⟧"),
        fixes: { 'Divide by the root of 256': 's = layers.Dot(axes=-1)([q, k]) / 256 ** 0.5' },
      },
      {
        code: kerasAttention('s = layers.Dot(axes=2)([q, k])\nw = ⟦keras.activations.softmax(s)⟧'),
        fixes: { 'Divide by the root of 256': 's = layers.Dot(axes=2)([q, k]) / 256 ** 0.5' },
      },
    ],
  },
  tensorflow: {
    valid: [
      tensorflowAttention(
        's = tf.matmul(q, k, transpose_b=True) / 512 ** 0.5\nreturn tf.matmul(tf.nn.softmax(s), v)',
      ),
      tensorflowAttention(
        's = tf.matmul(q * 0.05, k, transpose_b=True)\nreturn tf.matmul(tf.nn.softmax(s), v)',
      ),
      tensorflowAttention(
        's = tf.matmul(tf.nn.l2_normalize(q, -1), tf.nn.l2_normalize(k, -1), transpose_b=True)\nreturn tf.matmul(tf.nn.softmax(s), v)',
      ),
      tensorflowAttention('s = tf.tanh(q + k)\nreturn tf.nn.softmax(s) * v'),
    ],
    invalid: [
      {
        code: tensorflowAttention(
          's = tf.matmul(q, k, transpose_b=True)\nreturn tf.matmul(⟦tf.nn.softmax(s)⟧, v)',
        ),
        severity: 'warning',
        fixes: { 'Divide by the root of 512': 's = tf.matmul(q, k, transpose_b=True) / 512 ** 0.5' },
      },
      {
        code: tensorflowAttention(
          's = tf.matmul(q, k, transpose_b=True)\nreturn tf.matmul(⟦tf.nn.softmax(s, axis=-1)⟧, v)',
        ),
        fixes: { 'Divide by the root of 512': 's = tf.matmul(q, k, transpose_b=True) / 512 ** 0.5' },
      },
      {
        code: tensorflowAttention('return tf.matmul(⟦tf.nn.softmax(tf.matmul(q, k, transpose_b=True))⟧, v)'),
        fixes: {
          'Divide by the root of 512':
            'return tf.matmul(tf.nn.softmax(tf.matmul(q, k, transpose_b=True) / 512 ** 0.5), v)',
        },
      },
      {
        code: tensorflowAttention(
          's = tf.matmul(q, tf.transpose(k, [0, 2, 1]))\nreturn tf.matmul(⟦tf.nn.softmax(s)⟧, v)',
        ),
        fixes: { 'Divide by the root of 512': 's = tf.matmul(q, tf.transpose(k, [0, 2, 1])) / 512 ** 0.5' },
      },
    ],
  },
  jax: {
    valid: [
      flaxAttention("s = jnp.einsum('bid,bjd->bij', q, k) / 512 ** 0.5\nreturn jax.nn.softmax(s) @ v"),
      flaxAttention("s = jnp.einsum('bid,bjd->bij', q * 0.05, k)\nreturn jax.nn.softmax(s) @ v"),
      flaxAttention('s = jnp.tanh(q + k)\nreturn jax.nn.softmax(s) * v'),
      flaxAttention(
        'q = nn.LayerNorm()(q)\nk = nn.LayerNorm()(k)\nreturn jax.nn.softmax(q @ k.swapaxes(1, 2)) @ v',
      ),
    ],
    invalid: [
      {
        code: flaxAttention("s = jnp.einsum('bid,bjd->bij', q, k)\nreturn ⟦jax.nn.softmax(s)⟧ @ v"),
        fixes: { 'Divide by the root of 512': "s = jnp.einsum('bid,bjd->bij', q, k) / 512 ** 0.5" },
      },
      {
        code: flaxAttention('s = jnp.matmul(q, k.swapaxes(-1, -2))\nreturn ⟦jax.nn.softmax(s, axis=-1)⟧ @ v'),
        fixes: { 'Divide by the root of 512': 's = jnp.matmul(q, k.swapaxes(-1, -2)) / 512 ** 0.5' },
      },
      {
        code: flaxAttention('return ⟦nn.softmax(q @ k.swapaxes(-1, -2))⟧ @ v'),
        fixes: { 'Divide by the root of 512': 'return nn.softmax(q @ k.swapaxes(-1, -2) / 512 ** 0.5) @ v' },
      },
      {
        code: flaxAttention("s = jnp.einsum('bid,bjd->bij', q, k)\nw = ⟦jax.nn.softmax(s)⟧\nreturn w @ v"),
        fixes: { 'Divide by the root of 512': "s = jnp.einsum('bid,bjd->bij', q, k) / 512 ** 0.5" },
      },
    ],
  },
});
