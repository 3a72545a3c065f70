import { softmaxMaskZero } from '../../../../src/core/lint/rules/softmax-mask-zero';
import { ruleTester } from '../rule-tester';

const indented = (body: string) =>
  body
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n');
const torchModel = (body: string) => `
class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 64)

    def forward(self, x, mask):
        s = self.q(x) @ self.k(x).transpose(-2, -1) / 8
${indented(body)}
`;
const kerasModel = (body: string, module = 'keras.ops', base = 'layers.Layer', dense = 'layers.Dense') => `
class Attention(${base}):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = ${dense}(64), ${dense}(64), ${dense}(64)

    def call(self, x, mask):
        s = ${module}.matmul(self.q(x), ${module}.transpose(self.k(x), [0, 2, 1])) / 8
${indented(body)}
`;
const tensorflowModel = (body: string) =>
  kerasModel(body, 'tf', 'tf.keras.layers.Layer', 'tf.keras.layers.Dense');
const flaxModel = (body: string) => `
class Attention(nn.Module):
    @nn.compact
    def __call__(self, x, mask):
        q, k, v = nn.Dense(64)(x), nn.Dense(64)(x), nn.Dense(64)(x)
        s = q @ k.swapaxes(-1, -2) / 8
${indented(body)}
`;
const negative = 'Fill with -inf';

ruleTester(softmaxMaskZero, {
  torch: {
    valid: [
      torchModel("s = s.masked_fill(mask == 0, float('-inf'))\nreturn s.softmax(dim=-1) @ self.v(x)"),
      torchModel('s = s.masked_fill(mask == 0, -1e9)\nreturn s.softmax(dim=-1) @ self.v(x)'),
      torchModel('s = s + (1 - mask) * -1e9\nreturn s.softmax(dim=-1) @ self.v(x)'),
      {
        name: 'masked again and renormalised',
        code: torchModel('w = (s * mask).softmax(dim=-1)\nw = w * mask\nreturn w / w.sum(-1, keepdim=True)'),
      },
      { name: 'a temperature', code: torchModel('return (s * 0.5).softmax(dim=-1) @ self.v(x)') },
      { name: 'no softmax', code: torchModel('return s.masked_fill(mask == 0, 0)') },
    ],
    invalid: [
      {
        code: torchModel('s = s.masked_fill(mask == 0, 0)\nreturn ⟦torch.softmax(s, dim=-1)⟧ @ self.v(x)'),
        message: /the weight e\^0/,
        severity: 'warning',
        fixes: { [negative]: "s = s.masked_fill(mask == 0, float('-inf'))" },
      },
      {
        name: 'a sign was lost',
        code: torchModel('s = s.masked_fill(mask == 0, 1e-9)\nreturn ⟦s.softmax(dim=-1)⟧ @ self.v(x)'),
        fixes: { [negative]: "s = s.masked_fill(mask == 0, float('-inf'))" },
      },
      {
        code: torchModel(
          's = torch.where(mask, s, torch.zeros_like(s))\nreturn ⟦F.softmax(s, dim=-1)⟧ @ self.v(x)',
        ),
        fixes: { [negative]: "s = torch.where(mask, s, torch.full_like(s, float('-inf')))" },
      },
      torchModel('s = s * mask.unsqueeze(-1)[:, 0]\nreturn ⟦F.softmax(s, dim=-1)⟧ @ self.v(x)'),
      torchModel('s = s * mask\nreturn ⟦F.softmax(s, dim=-1)⟧ @ self.v(x)'),
      torchModel(
        'time = x.size(1)\ns = s * torch.tril(torch.ones(time, time))\nreturn ⟦F.softmax(s, dim=-1)⟧ @ self.v(x)',
      ),
    ],
  },
  keras: {
    valid: [
      kerasModel(
        's = keras.ops.where(mask, s, -1e9)\nreturn keras.ops.matmul(keras.ops.softmax(s), self.v(x))',
      ),
      kerasModel('return keras.ops.matmul(keras.ops.softmax(s), self.v(x))'),
      kerasModel('s = s * 0.5\nreturn keras.ops.matmul(keras.ops.softmax(s), self.v(x))'),
      kerasModel('s = s + (1.0 - mask) * -1e9\nreturn keras.ops.matmul(keras.ops.softmax(s), self.v(x))'),
    ],
    invalid: [
      {
        code: kerasModel(
          's = keras.ops.where(mask, s, 0.0)\nreturn keras.ops.matmul(⟦keras.ops.softmax(s)⟧, self.v(x))',
        ),
        fixes: { [negative]: "s = keras.ops.where(mask, s, float('-inf'))" },
      },
      kerasModel('s = s * mask\nreturn keras.ops.matmul(⟦keras.ops.softmax(s)⟧, self.v(x))'),
      {
        code: kerasModel(
          's = keras.ops.where(mask, s, 0)\nw = ⟦keras.activations.softmax(s)⟧\nreturn keras.ops.matmul(w, self.v(x))',
        ),
        fixes: { [negative]: "s = keras.ops.where(mask, s, float('-inf'))" },
      },
      kerasModel(
        's = keras.ops.multiply(s, mask)\nreturn keras.ops.matmul(⟦keras.ops.softmax(s, axis=-1)⟧, self.v(x))',
      ),
    ],
  },
  tensorflow: {
    valid: [
      tensorflowModel('s = tf.where(mask, s, -1e9)\nreturn tf.matmul(tf.nn.softmax(s), self.v(x))'),
      tensorflowModel('s = s + (1.0 - mask) * -1e9\nreturn tf.matmul(tf.nn.softmax(s), self.v(x))'),
      tensorflowModel('return tf.matmul(tf.nn.softmax(s), self.v(x))'),
      tensorflowModel(
        'w = tf.nn.softmax(s * mask)\nw = w * mask\nreturn w / tf.reduce_sum(w, -1, keepdims=True)',
      ),
    ],
    invalid: [
      {
        code: tensorflowModel('s = tf.where(mask, s, 0.0)\nreturn tf.matmul(⟦tf.nn.softmax(s)⟧, self.v(x))'),
        fixes: { [negative]: "s = tf.where(mask, s, float('-inf'))" },
      },
      tensorflowModel('s = s * mask\nreturn tf.matmul(⟦tf.nn.softmax(s)⟧, self.v(x))'),
      tensorflowModel(
        's = tf.multiply(s, tf.cast(mask, tf.float32))\nreturn tf.matmul(⟦tf.nn.softmax(s)⟧, self.v(x))',
      ),
      tensorflowModel('return tf.matmul(⟦tf.nn.softmax(s * mask, axis=-1)⟧, self.v(x))'),
    ],
  },
  jax: {
    valid: [
      flaxModel('s = jnp.where(mask, s, -jnp.inf)\nreturn jax.nn.softmax(s) @ v'),
      flaxModel('s = jnp.where(mask, s, -1e9)\nreturn jax.nn.softmax(s) @ v'),
      flaxModel('return jax.nn.softmax(s) @ v'),
      flaxModel('s = s * 0.5\nreturn jax.nn.softmax(s) @ v'),
    ],
    invalid: [
      {
        code: flaxModel('s = jnp.where(mask, s, 0)\nreturn ⟦jax.nn.softmax(s)⟧ @ v'),
        fixes: { [negative]: "s = jnp.where(mask, s, float('-inf'))" },
      },
      {
        code: flaxModel('s = jnp.where(mask, s, 0.0)\nw = ⟦nn.softmax(s, axis=-1)⟧\nreturn w @ v'),
        fixes: { [negative]: "s = jnp.where(mask, s, float('-inf'))" },
      },
      flaxModel('s = s * mask\nreturn ⟦jax.nn.softmax(s)⟧ @ v'),
      flaxModel('return ⟦jax.nn.softmax(s * mask)⟧ @ v'),
    ],
  },
});
