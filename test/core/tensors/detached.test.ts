/** Where no gradient goes back: `detach`, `stop_gradient`, `torch.no_grad`. */
import { describe, expect, it } from 'vitest';
import { isNetwork } from '../../../src/core/network/graph';
import { modelRecord, type StepRecord } from '../../../src/core/tensors/report';
import { locateIn, traceOf } from '../network/trace-of';

function stepsOf(text: string): readonly StepRecord[] {
  const trace = traceOf(text);
  return trace.models.filter(isNetwork).flatMap((model) => modelRecord(model, locateIn(trace)).steps);
}

const layersOf = (text: string): readonly (readonly [number, boolean, string | null])[] =>
  stepsOf(text)
    .filter(({ name }) => /^(?:Linear|Dense)$/.test(name))
    .map(({ line, gradient, unknown }) => [line, gradient !== null, unknown]);

const NONE = 'no gradient comes back to it';

describe('where no gradient goes back', () => {
  it('there is none, and that is said', () => {
    expect(
      layersOf(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(64, 64)
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        return self.head(self.encoder(x).detach())
`),
    ).toEqual([
      [7, false, NONE],
      [8, true, null],
    ]);
  });

  it('a tensor that is used with its gradient as well has that one', () => {
    expect(
      layersOf(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(64, 64)
        self.policy = nn.Linear(64, 8)
        self.value = nn.Linear(64, 8)

    def forward(self, x):
        h = self.encoder(x)
        return self.policy(h) * self.value(h.data)
`).map(([, isGiven]) => isGiven),
    ).toEqual([true, true, true]);
  });

  it.each([
    ['a block', '        with torch.no_grad():\n            h = self.encoder(x)\n'],
    ['a method', '        h = self.encoded(x)\n'],
    ['a switch', '        with torch.set_grad_enabled(False):\n            h = self.encoder(x)\n'],
  ])('inside a model %s without gradients ends its way', (_, lines) => {
    expect(
      layersOf(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(64, 64)
        self.head = nn.Linear(64, 8)

    @torch.no_grad()
    def encoded(self, x):
        return self.encoder(x)

    def forward(self, x):
${lines}        return self.head(h)
`).map(([line, isGiven]) => [line, isGiven]),
    ).toEqual([
      [7, false],
      [8, true],
    ]);
  });

  it('a model that is tried out without gradients is trained elsewhere', () => {
    expect(
      layersOf(`import torch
from torch import nn

net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 8))
with torch.no_grad():
    net(torch.randn(32, 64))
`).map(([, isGiven]) => isGiven),
    ).toEqual([true, true]);
  });

  it('in JAX and TensorFlow likewise', () => {
    const flax = layersOf(`import jax
import jax.numpy as jnp
import flax.linen as nn

class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        h = nn.Dense(64)(x)
        return nn.Dense(8)(jax.lax.stop_gradient(h))

model = Net()
variables = model.init(jax.random.PRNGKey(0), jnp.ones((32, 64)))
out = model.apply(variables, jnp.ones((32, 64)))
`);
    expect(flax.map(([, isGiven]) => isGiven)).toEqual([false, true]);
    const keras = layersOf(`import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.encoder = layers.Dense(64)
        self.head = layers.Dense(8)

    def call(self, x):
        return self.head(tf.stop_gradient(self.encoder(x)))

model = Net()
out = model(tf.random.normal([32, 64]))
`);
    expect(keras.map(([, isGiven]) => isGiven)).toEqual([false, true]);
  });
});

describe('tokens that the code computes', () => {
  const net = (indices: string): readonly StepRecord[] =>
    stepsOf(`import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.logits = nn.Linear(64, 100)
        self.table = nn.Embedding(100, 32)

    def forward(self, x):
        return self.table(${indices})

net = Net()
net(torch.randn(16, 64))
`);

  it('may be others for another input, and how much these differ is not said', () => {
    const table = net('self.logits(x).argmax(-1)').find(({ module }) => module === 'table');
    expect(table?.rms).toBeCloseTo(1, 6);
    expect(table?.signal).toBeNull();
    expect(table?.unknown).toContain('indices that the code computes');
  });

  it('are the same for every input where they are counted', () => {
    expect(net('torch.arange(16)').find(({ module }) => module === 'table')?.signal).toBe(0);
  });
});

describe('a product of a weight with what the code computes', () => {
  it('has no figures: it is not what the network is given', () => {
    const steps = stepsOf(`import keras
from keras import layers, ops

class Quantizer(layers.Layer):
    def __init__(self):
        super().__init__()
        self.table = self.add_weight(shape=(32, 64), initializer="random_uniform", trainable=True)

    def call(self, x):
        one_hot = ops.one_hot(ops.argmin(ops.matmul(x, self.table), axis=1), 64)
        return ops.matmul(one_hot, ops.transpose(self.table))

inputs = keras.Input((32,))
model = keras.Model(inputs, layers.Dense(8)(Quantizer()(inputs)))
`);
    const out = steps.find(({ name }) => name === 'Dense');
    expect(out?.rms).toBeNull();
    expect(out?.unknown).toContain('is called on');
  });
});
