/** What `trace` shows beside the call of a model: its other methods, models that a class is handed. */
import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

const T = 'import torch\nimport torch.nn.functional as F\nfrom torch import nn\n';

describe('all ways through a model', () => {
  it('a method that its call does not need is one', () => {
    const text = `${T}def top_k(logits, k=2):
    values, indices = logits.topk(k, dim=-1)
    probs = torch.full_like(logits, float('-inf'))
    probs.scatter_(2, indices, values)
    return probs
class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(8, 16)
        self.head = nn.Linear(16, 8)  #: head
    def forward(self, tokens):
        return self.head(self.embed(tokens))
    def generate(self, tokens):
        logits = top_k(self.head(self.embed(tokens)))
        return F.softmax(logits / 0.7, dim=-1)  #: softmax
`;
    expect(pairsOf(text, { bothWays: true })).toContain('head > softmax');
    expect(pairsOf(text)).not.toContain('head > softmax');
  });

  it('a model that a constructor is annotated with stands for the one that it is handed', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.head = nn.Linear(width, 4)  #: head
    def forward(self, x):
        return self.head(x)
class Wrapper(nn.Module):
    def __init__(self, net: Net):
        super().__init__()
        self.net = net
    def forward(self, x):
        return self.net(x).log_softmax(-1)  #: log_softmax
`;
    expect(pairsOf(text, { bothWays: true })).toContain('head > log_softmax');
  });

  it('a class whose only instance is never called has a way of its own', () => {
    const text = `${T}class Bias(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(1, 8),  #: linear
            nn.SiLU(),  #: silu
        )
    def forward(self, n):
        return self.net(n)
class Attention(nn.Module):
    def __init__(self, biased=False):
        super().__init__()
        self.v = nn.Linear(8, 8)
        self.bias = Bias()
    def forward(self, x):
        return self.v(x)
`;
    expect(pairsOf(text, { bothWays: true })).toContain('linear > silu');
  });
});

it('what a factory asks of the class that it is handed is decided', () => {
  const text = `import functools
import types
${T}def layer(norm, act):
    if isinstance(norm, functools.partial):
        return nn.Sequential(norm(8), nn.Tanh())
    if isinstance(norm, types.FunctionType) or not isinstance(norm, type):
        return nn.Sequential(norm(8), nn.Sigmoid())
    if issubclass(norm, nn.Module):
        return nn.Sequential(norm(8), act())  #: act
    return nn.ELU()
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 1)  #: conv
        self.act = layer(nn.BatchNorm2d, nn.ReLU)
    def forward(self, x):
        return self.act(self.conv(x))
`;
  expect(pairsOf(text)).toEqual(['conv > act']);
});

describe('weights of JAX', () => {
  it('are what `nnx.Param` holds, whole or in brackets', () => {
    const text = `import jax
import jax.numpy as jnp
from flax import nnx
class Linear(nnx.Module):
    def __init__(self, din, dout, *, rngs):
        self.w = nnx.Param(jax.random.uniform(rngs.params(), (din, dout)))
        self.b = nnx.Param(jnp.zeros((dout,)))
    def __call__(self, x):
        return x @ self.w.value + self.b[...]  #: product
class Net(nnx.Module):
    def __init__(self, *, rngs):
        self.a = Linear(4, 8, rngs=rngs)
        self.b = Linear(8, 1, rngs=rngs)
    def __call__(self, x):
        return self.b(jax.nn.relu(self.a(x)))  #: relu
graph, state = nnx.split(Net(rngs=nnx.Rngs(0)), nnx.Param)
`;
    expect(pairsOf(text)).toContain('product > relu');
  });

  it('are multiplied with by the operations of lax', () => {
    const text = `from flax import linen as nn
from jax import lax
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        kernel = self.param('kernel', nn.initializers.lecun_normal(), (8, 4))
        return nn.tanh(lax.dot_general(x, kernel, (((1,), (0,)), ((), ()))))  #: both
`;
    expect(pairsOf(text)).toEqual(['both > both']);
  });

  it.each([
    ['eqx.nn.MLP(4, 2, 16, depth, key=key)', 'import equinox as eqx'],
    ['hk.nets.MLP(sizes)', 'import haiku as hk'],
  ])('are in a stack of layers however many there are: %s', (made, imported) => {
    const text = `${imported}\nimport jax\ndef predict(x, depth, sizes, key):\n    return jax.nn.softmax(${made}(x))  #: all\n`;
    expect(pairsOf(text)).toContain('all > all');
  });
});

it('a Keras layer of one’s own is a product with its variable, and what its activation is by name', () => {
  const text = `import keras
from keras import backend, initializers, layers, ops
class MyDense(layers.Layer):
    def __init__(self, units, activation='tanh'):
        super().__init__()
        self.units = units
        self.activation = keras.activations.get(activation)
    def build(self, shape):
        self.w = backend.Variable(initializers.GlorotUniform()((shape[-1], self.units)))
    def call(self, inputs):
        products = ops.matmul(inputs, self.w)  #: product
        return self.activation(products)  #: tanh
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = MyDense(8)
    def call(self, x):
        return self.dense(x)
`;
  expect(pairsOf(text)).toContain('product > tanh');
});
