/** A class token among patches, with `nn.MultiheadAttention`: what comes back from it alone. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

/** One that starts at 0, among 196 patches. */
const small = `${readFileSync('test/fixtures/signal/models/vit.py', 'utf8')}

net = ViT()
x = torch.randn(8, 3, 224, 224)
net(x)
`;

/** One that is as large as the patches are. */
const large = `import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.attention(y, y, y)[0]
        return x + self.mlp(self.norm2(x))


class ViT(nn.Module):
    def __init__(self, width=128, patches=49):
        super().__init__()
        self.embed = nn.Sequential(nn.Linear(192, width), nn.LayerNorm(width))
        self.token = nn.Parameter(torch.randn(1, 1, width))
        self.positions = nn.Parameter(torch.randn(1, patches + 1, width))
        self.blocks = nn.Sequential(*[Block(width) for _ in range(3)])
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        x = self.embed(x)
        token = self.token.expand(x.shape[0], -1, -1)
        x = torch.cat((token, x), dim=1) + self.positions
        return self.head(self.blocks(x)[:, 0])


net = ViT()
x = torch.randn(32, 49, 192)
net(x)
`;

/** PyTorch 1.13 by hooks, squares averaged over seeds: RMS of the gradient for one of N(0, 1) at the logits. */
const measured = {
  small: {
    patches: 0.122,
    'layers.0.norm1': 0.07737,
    'layers.0.attention.attention': 1.754,
    'layers.0.mlp.0': 0.06555,
    'layers.0.mlp.2': 0.3707,
    'layers.1.attention.attention': 0.3664,
    'layers.1.mlp.1': 0.07596,
    'layers.2.mlp.0': 0.03857,
    'layers.3.norm2': 0.03897,
    'layers.4.attention.attention': 0.1909,
  },
  large: {
    'embed.0': 0.003814,
    'embed.1': 0.002174,
    'blocks.0.norm1': 0.002042,
    'blocks.0.attention': 0.02416,
    'blocks.0.mlp.0': 0.006088,
    'blocks.1.norm2': 0.004859,
    'blocks.1.mlp.2': 0.02358,
    'blocks.2.attention': 0.02354,
    'blocks.2.mlp.1': 0.009572,
    head: 1.011,
  },
} as const;

function stepsOf(text: string) {
  const trace = traceOf(text);
  const [record] = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
  return new Map(record?.steps.map((step) => [step.module, step]));
}

it.each([
  ['small', small],
  ['large', large],
] as const)('gives every layer in front of a %s one the gradient that PyTorch has', (name, text) => {
  const steps = stepsOf(text);
  for (const [module, gradient] of Object.entries(measured[name])) {
    const own = steps.get(module)?.gradient ?? NaN;
    expect.soft(Math.max(own / gradient, gradient / own), `${module}: ${String(own)}`).toBeLessThan(1.25);
  }
});

it('knows what the head says of the input, which a token as large as the patches does not', () => {
  expect((stepsOf(large).get('head')?.signal ?? NaN) / 0.05163).toBeCloseTo(1, 1);
});

/** A token for each sample, as Keras, TensorFlow and JAX copy the weight. */
it.each([
  ['keras', 'ops.tile(self.token, [ops.shape(x)[0], 1, 1])', 'ops.concatenate([token, x], axis=1)'],
  ['keras', 'ops.tile(self.token, reps=(ops.shape(x)[0], 1, 1))', 'ops.concatenate([token, x], axis=1)'],
  ['keras', 'ops.repeat(self.token, ops.shape(x)[0], axis=0)', 'ops.concatenate([token, x], axis=1)'],
  ['keras', 'ops.broadcast_to(self.token, (ops.shape(x)[0], 1, 192))', 'ops.concatenate([token, x], axis=1)'],
  ['keras', 'tf.tile(self.token, [tf.shape(x)[0], 1, 1])', 'tf.concat([token, x], axis=1)'],
  ['keras', 'tf.broadcast_to(self.token, [tf.shape(x)[0], 1, 192])', 'tf.concat([token, x], axis=1)'],
  ['flax', 'jnp.tile(token, [x.shape[0], 1, 1])', ''],
  ['flax', 'jnp.broadcast_to(token, (x.shape[0], 1, 192))', ''],
  ['flax', 'jnp.repeat(token, x.shape[0], axis=0)', ''],
] as const)('stands in front of the patches: %s, %s', (framework, copied, joined) => {
  const text =
    framework === 'flax'
      ? `import jax
import jax.numpy as jnp
from flax import linen as nn

class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Dense(192)(x)
        token = self.param('token', nn.initializers.zeros, (1, 1, 192))
        x = jnp.concatenate([${copied}, x], axis=1)
        return nn.LayerNorm()(x)

params = Net().init(jax.random.PRNGKey(0), jnp.ones((8, 196, 64)))
`
      : `import keras
import tensorflow as tf
from keras import layers, ops

class Token(layers.Layer):
    def __init__(self):
        super().__init__()
        self.token = self.add_weight(shape=(1, 1, 192), initializer="zeros")

    def call(self, x):
        token = ${copied}
        return ${joined}

inputs = keras.Input((196, 64))
model = keras.Model(inputs, layers.LayerNormalization()(Token()(layers.Dense(192)(inputs))))
`;
  const trace = traceOf(text);
  const records = trace.models.filter(isNetwork).map((model) => modelRecord(model, locateIn(trace)));
  const joins = records.flatMap(({ steps }) => steps.filter(({ name }) => /^concat/i.test(name)));
  expect(joins.map(({ shape }) => shape?.slice(1))).toContainEqual([197, 192]);
  // A 197th of it is 0, and Dense with its default start keeps 1 (Keras: 64 · 2 / 256).
  const size = framework === 'flax' ? 1 : Math.sqrt((64 * 2) / 256);
  expect(Math.max(...joins.map(({ rms }) => rms ?? NaN)) / (size * Math.sqrt(196 / 197))).toBeCloseTo(1, 6);
});
