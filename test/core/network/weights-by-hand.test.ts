/** Weights that are arrays of one's own: what they are as layers. */
import { describe, expect, it } from 'vitest';
import type { LayerNode } from '../../../src/core/network/graph';
import { modelOf, pairsOf, traceOf } from './trace-of';

const layersOf = (text: string): readonly Pick<LayerNode, 'fanIn' | 'width' | 'initialization'>[] =>
  traceOf(text)
    .models.flatMap(({ nodes }) => nodes)
    .filter((node) => node.kind === 'layer');
const described = (text: string) =>
  layersOf(text).map(({ fanIn, width, initialization }) => [
    fanIn,
    width,
    initialization?.initializer,
    initialization?.arguments['std'] ?? initialization?.arguments['high'] ?? null,
  ]);

describe('variables of TensorFlow', () => {
  it('start as what they are made of', () => {
    expect(
      described(`import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 784])
a = tf.Variable(tf.random_normal([784, 256], stddev=0.3))
b = tf.Variable(tf.random.uniform([256, 64], -0.1, 0.1))
c = tf.get_variable('c', [64, 10], initializer=tf.zeros_initializer())
y = tf.matmul(tf.nn.relu(tf.matmul(tf.nn.relu(tf.matmul(x, a)), b)), c)
`),
    ).toEqual([
      [784, 256, 'normal', 0.3],
      [256, 64, 'uniform', 0.1],
      [64, 10, 'zeros', null],
    ]);
  });

  it('are cut off at two standard deviations where they are drawn so: 0.774 of the variance', () => {
    const [layer] = layersOf(`import tensorflow as tf
x = tf.placeholder(tf.float32, [None, 100])
y = tf.matmul(x, tf.Variable(tf.truncated_normal([100, 10], stddev=1.0)))
`);
    expect(layer?.initialization?.weightVarianceTimesFanIn).toBeCloseTo(77.4, 1);
  });
});

describe('arrays of JAX', () => {
  const net = (weight: string, use = 'h = jax.nn.relu(jnp.dot(x, p["w"]) + p["b"])') => `import jax
import jax.numpy as jnp

params = {'w': ${weight}, 'b': jnp.zeros(100)}

def net(p, x):
    ${use}
    return jax.nn.softmax(h @ (0.1 * jax.random.normal(jax.random.PRNGKey(0), (100, 10))))

net(params, jnp.ones((4, 784)))
`;
  it('are weights where a tensor is multiplied by them', () => {
    expect(described(net('jnp.zeros((784, 100))'))).toEqual([
      [784, 100, 'zeros', null],
      [100, 10, 'normal', 0.1],
    ]);
  });

  it('are weights of a single output where they start at zero, sums where they are ones', () => {
    const column = (made: string): string => `import jax
import jax.numpy as jnp

def net(x):
    return jax.nn.relu(x @ jnp.zeros((784, 100))) @ ${made}

net(jnp.ones((4, 784)))
`;
    expect(described(column('jnp.zeros((100, 1))')).map(([, width]) => width)).toEqual([100, 1]);
    expect(described(column('jnp.ones((100, 1))')).map(([, width]) => width)).toEqual([100]);
  });

  it('are none where they are multiplied by a weight: a state that starts at zero', () => {
    expect(described(net('jnp.zeros((4, 100))', 'h = jax.nn.relu(jnp.dot(p["w"], x))'))).toEqual([
      [100, 10, 'normal', 0.1],
    ]);
  });
});

describe('tensors of PyTorch that are trained without a module', () => {
  const expected = [
    [784, 256, 'normal', 1],
    [256, 10, 'uniform', 1],
  ];
  const weights = `import torch
from torch.autograd import Variable
a = torch.randn(784, 256, requires_grad=True)
b = Variable(torch.rand(256, 10), requires_grad=True)
`;
  it.each([
    ['a function that a loop calls', 'def net(x):\n    return torch.relu(x @ a) @ b\nprint(net(load()))\n'],
    ['methods', 'y = load().mm(a).relu().mm(b)\n'],
    ['functional layers', 'y = torch.nn.functional.linear(torch.relu(torch.matmul(load(), a)), b.t())\n'],
  ])('are layers in %s', (_, use) => {
    expect(described(weights + use).slice(0, 1)).toEqual(expected.slice(0, 1));
    expect(described(weights + use)).toHaveLength(2);
  });

  it('are none where no gradient is kept of them', () => {
    expect(described('import torch\na = torch.randn(784, 256)\ny = torch.relu(load() @ a)\n')).toEqual([]);
  });
});

it('a loop that trains takes the network through one round, whatever their number', () => {
  const model = modelOf(`import torch
from torch import nn
first, second = nn.Linear(8, 8), nn.Linear(8, 1)
for step in range(500):
    loss = second(torch.relu(first(load()))).mean()
    loss.backward()
`);
  expect(model.nodes.filter(({ kind }) => kind === 'layer')).toHaveLength(2);
});

describe('parameters of PyTorch', () => {
  const dense = (product: string, shape = 'out, inside'): string => `import torch
from torch import nn
import torch.nn.functional as F

class Dense(nn.Module):
    def __init__(self, inside, out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(${shape}))
        self.gain = inside**-0.5

    def forward(self, x):
        return ${product}

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Dense(64, 32)
        self.head = nn.Linear(32, 10)

    def forward(self, x):
        return self.head(F.silu(self.first(x)))
`;
  it.each([
    ['x @ self.weight.t()', 64, 32],
    ['x @ self.weight.T', 64, 32],
    ['x @ self.weight.to(x.dtype).transpose(0, 1)', 64, 32],
    ['torch.matmul(x, torch.transpose(self.weight.float(), 0, 1))', 64, 32],
    ['F.linear(x, self.weight.type_as(x))', 64, 32],
    ['F.linear(x, (self.weight - self.weight.mean()) * self.gain)', 64, 32],
    ['F.linear(x, F.normalize(self.weight, dim=1))', 64, 32],
  ])('stay weights when they are turned, cast and scaled: %s', (product, fanIn, width) => {
    const model = modelOf(dense(product), 'Net');
    const [layer, activation] = model.nodes.filter(({ kind }) => kind === 'layer' || kind === 'activation');
    expect(layer).toMatchObject({ kind: 'layer', fanIn, width });
    expect(activation).toMatchObject({ activation: 'silu', inputs: [layer?.index] });
  });

  it('are no layers where only their sizes are read', () => {
    const model = modelOf(dense('x.reshape(x.shape[0], self.weight.shape[1])'), 'Net');
    expect(model.nodes.filter(({ kind }) => kind === 'layer')).toHaveLength(1);
  });
});

describe('a kernel that is computed', () => {
  const net = (kernel: string): string => `import torch
from torch import nn
import torch.nn.functional as F
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.kernel = nn.Parameter(torch.randn(1, 16, 8, 3, 3))
        self.kernels = nn.Parameter(torch.randn(4, 16 * 8 * 3 * 3))
    def forward(self, x, style):
        style = self.a(style)
        kernel = ${kernel}
        return F.relu(F.conv2d(x, kernel.view(-1, 8, 3, 3), groups=2)) #: conv
`;
  it.each([
    ['scaled by a style', 'self.kernel * style.view(-1, 1, 8, 1, 1)'],
    ['mixed of several', '(style.softmax(1)[:, :4] @ self.kernels)'],
  ])('from a weight of one’s own makes a layer of the convolution: %s', (_, kernel) => {
    expect(pairsOf(net(kernel))).toContain('conv > conv');
  });

  it('from tensors alone makes a filter', () => {
    expect(pairsOf(net('style * 2'))).not.toContain('conv > conv');
  });
});

describe('a weight on the left of a product', () => {
  it.each(['self.w.mm(x)', 'torch.mm(self.w, x)'])('is a layer that mixes rows: %s', (product) => {
    const text = `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(4, 16))
    def forward(self, x):
        return torch.relu(${product}) #: here
`;
    expect(pairsOf(text)).toEqual(['here > here']);
    expect(described(text)).toEqual([[16, undefined, 'normal', 1]]);
  });
});
