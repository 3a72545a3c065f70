/** What `trace` shows beside the call of a model: its other methods, models that a class is handed. */
import { describe, expect, it } from 'vitest';
import { pairsOf, recordsOf, traceOf } from './trace-of';

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

  it('another method that the script calls is one, too, and what takes its output without weights goes on with it', () => {
    const text = `${T}class Language(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(8, 16)
        self.head = nn.Linear(16, 8)  #: head
    def forward(self, tokens):
        return {'logits': self.head(self.embed(tokens))}
    def generate(self, tokens):
        for _ in range(64):
            probs = F.softmax(self(tokens)['logits'] / 0.7, dim=-1)  #: softmax
            tokens = torch.cat((tokens, torch.multinomial(probs, 1)), dim=-1)
        return tokens
class Best(nn.Module):
    def forward(self, outputs):
        return outputs['logits'].sigmoid().topk(2)  #: sigmoid
net, best = Language(), Best()
best(net(tokens))
net.generate(tokens)
`;
    const pairs = pairsOf(text, { bothWays: true });
    expect(pairs).toContain('head > softmax');
    expect(pairs).toContain('head > sigmoid');
  });

  it('what stands in for an activation that nobody in view gives is one', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, settings):
        super().__init__()
        self.fc = nn.Linear(4, 4)  #: fc
        self.act = settings.act or F.silu
    def forward(self, x):
        return self.act(self.fc(x))  #: silu
`;
    expect(pairsOf(text, { bothWays: true })).toEqual(['fc > silu']);
    expect(pairsOf(text)).toEqual(['fc >']);
  });

  it('a class whose constructor refuses its defaults is made with something else', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, blocks=None, width=4):
        super().__init__()
        if not isinstance(blocks, list):
            raise ValueError('blocks should be a list')
        self.fc = nn.Linear(width, 4)  #: fc
    def forward(self, x):
        return F.silu(self.fc(x))  #: silu
`;
    expect(pairsOf(text, { bothWays: true })).toEqual(['fc > silu']);
    expect(pairsOf(text)).toEqual([]);
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

  it('each option that a constructor is asked for by name is a way by itself', () => {
    const text = `${T}class Pooled(nn.Module):
    def __init__(self, width=8, pool='mean', depth=1):
        super().__init__()
        self.pool = pool
        self.inner = nn.Linear(8, width)  #: inner
        if pool == 'mean':
            self.out = nn.Sequential(nn.Tanh(), nn.Linear(width, 4))  #: tanh
        elif pool in ('attention', 'both'):
            self.out = nn.Sequential(nn.Linear(width, 16), nn.SiLU())  #: attention
        else:
            self.out = nn.Sequential(nn.Linear(width, 16), nn.ReLU())  #: other
    def forward(self, x):
        x = self.inner(x)
        if self.pool == 'attention':
            x = torch.sigmoid(x)  #: gate
        return self.out(x)
class User(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = Pooled(4, pool='mean')
    def forward(self, x):
        return self.net(x)
`;
    const pairs = pairsOf(text, { bothWays: true });
    expect(pairs).toEqual(
      expect.arrayContaining(['inner > tanh', 'attention > attention', 'other > other', 'inner > gate']),
    );
    expect(pairs).not.toContain('inner > attention');
    expect(pairsOf(text).filter((pair) => /\w > \w/.test(pair))).toEqual(['inner > tanh']);
  });

  it('a list that is empty by default is given something', () => {
    const text = `${T}class Heads(nn.Module):
    def __init__(self, classes=4, widths=()):
        super().__init__()
        self.heads = nn.ModuleList(nn.Conv2d(width, classes, 1) for width in widths)  #: heads
    def forward(self, features):
        for i in range(len(features)):
            features[i] = self.heads[i](features[i])
        return [feature.sigmoid() for feature in features]  #: sigmoid
`;
    expect(pairsOf(text, { bothWays: true })).toContain('heads > sigmoid');
  });

  it('a flag that every caller in view sets has its other way', () => {
    const text = `${T}class Block(nn.Module):
    def __init__(self, first=True):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3)  #: conv
        self.act = nn.ReLU() if first else nn.Identity()  #: relu
    def forward(self, x):
        return self.act(self.conv(x))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(first=False)
    def forward(self, x):
        return self.block(x)
`;
    expect(pairsOf(text, { bothWays: true })).toContain('conv > relu');
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

describe('where an activation is named', () => {
  const named = (text: string): readonly string[] =>
    traceOf(text, { bothWays: true }).models.flatMap((model) =>
      model.nodes.flatMap((node) =>
        node.kind === 'activation' && node.named !== undefined
          ? [`${node.activation} ${node.named.unit.text.slice(node.named.start, node.named.end)}`]
          : [],
      ),
    );

  it('a function that is kept and a class that is handed on know it, a call of the name itself has no other place', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, name='ELU'):
        super().__init__()
        self.layer = nn.Linear(8, 8)
        self.act = F.gelu
        self.block = Block(nn.SiLU)
        self.other = getattr(nn, name)()
    def forward(self, x):
        return F.relu(self.other(self.layer(self.block(self.act(self.layer(x))))))
class Block(nn.Module):
    def __init__(self, act):
        super().__init__()
        self.act = act()
    def forward(self, x):
        return self.act(x)
`;
    expect(new Set(named(text))).toEqual(new Set(['gelu F.gelu', 'silu nn.SiLU']));
    const kept = text.replace('getattr(nn, name)()', 'self.make(getattr(nn, name))');
    const made = `${kept.replace('    def forward', '    def make(self, act):\n        return act()\n    def forward')}`;
    expect(named(made)).toContain('elu getattr(nn, name)');
  });

  it('a flag that chooses one of two names chooses its default', () => {
    const text = `${T}class Config:
    gelu: bool = True
class Net(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.layer = nn.Linear(8, 8)  #: layer
        self.act = F.gelu if config.gelu else F.relu
    def forward(self, x):
        return self.act(self.layer(x))
`;
    const names = traceOf(text, { bothWays: true }).models.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
    );
    expect(new Set(names)).toEqual(new Set(['gelu']));
  });
});

describe('ways that the code leaves open', () => {
  it('what is a name or a function is an activation in any case', () => {
    const text = `${T}from transformers.activations import ACT2FN
class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.layer = nn.Linear(8, 8)  #: layer
        if isinstance(config.act, str):
            self.act = ACT2FN[config.act]  #: act
        else:
            self.act = config.act
    def forward(self, x):
        return self.act(self.layer(x))
`;
    expect(pairsOf(text)).toContain('layer > act');
  });

  it('of many modules under an index that cannot be told, one of each kind stands for all', () => {
    const text = `${T}class One(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.conv = nn.Conv1d(8, 8, k)  #: one
    def forward(self, x):
        return self.conv(x)
class Two(nn.Module):
    def __init__(self, k):
        super().__init__()
        self.conv = nn.Conv1d(8, 8, k)  #: two
    def forward(self, x):
        return self.conv(x)
class Net(nn.Module):
    def __init__(self, h):
        super().__init__()
        block = One if h.kind == '1' else Two
        self.blocks = nn.ModuleList()
        for i in range(len(h.ups)):
            for j, k in enumerate(h.kernels):
                self.blocks.append(block(k))
    def forward(self, x):
        sum = None
        for i in range(self.n):
            sum = self.blocks[i](x) if sum is None else sum + self.blocks[i](x)
        return F.relu(sum / self.n)  #: relu
`;
    expect(pairsOf(text)).toEqual(expect.arrayContaining(['one > relu', 'two > relu']));
  });

  it('a Fourier transform is linear, and a complex number has parts', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k = nn.Linear(8, 8), nn.Linear(8, 8)  #: layers
    def forward(self, x):
        q, k = torch.fft.rfft(self.q(x), dim=-1), torch.fft.rfft(self.k(x), dim=-1)
        both = q * torch.conj(k)
        a = torch.sigmoid(both.imag)  #: sigmoid
        scores = torch.fft.irfft(both, dim=-1)
        return F.softmax(abs(scores), -1) * a  #: softmax
`;
    expect(pairsOf(text)).toEqual(['layers > sigmoid', 'layers > softmax']);
  });

  it('a module is the table of its children', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, depth=2):
        super().__init__()
        self.depth = depth
        for level in range(depth):
            self.add_module('b' + str(level), nn.Linear(8, 8))  #: layer
    def forward(self, x):
        return F.relu(self._modules['b' + str(self.depth - 1)](x))  #: relu
`;
    expect(pairsOf(text)).toContain('layer > relu');
  });

  it('a field of a configuration goes by another name, and a model keeps what it was made with', () => {
    const text = `import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.activations import ACT2FN
class NetConfig:
    attribute_map = {'hidden_act': 'decoder_act'}
    decoder_act: str = 'silu'
class Net(PreTrainedModel):
    def __init__(self, config: NetConfig):
        super().__init__(config)
        self.layer = nn.Linear(8, 8)
        self.act = ACT2FN[self.config.hidden_act]
    def forward(self, x):
        return self.act(self.layer(x))
`;
    const names = traceOf(text).models.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
    );
    expect(names).toEqual(['silu']);
  });

  it('of heads over lists that are empty by default, and go together', () => {
    const text = `import torch
from torch import nn

class Detect(nn.Module):
    def __init__(self, nc=80, anchors=(), ch=()):
        super().__init__()
        self.nl = len(anchors)
        self.m = nn.ModuleList(nn.Conv2d(x, nc + 5, 1) for x in ch)  #: head
    def forward(self, x):
        z = []
        for i in range(self.nl):
            x[i] = self.m[i](x[i])
            if not self.training:
                y = x[i].sigmoid()  #: sigmoid
                z.append(y)
        return x if self.training else (torch.cat(z, 1), x)
`;
    expect(pairsOf(text, { bothWays: true })).toContain('head > sigmoid');
  });

  it('what a configuration chooses between blocks is each a way by itself', () => {
    const text = `${T}class Config:
    def __init__(self, act='swiglu', gated=True):
        self.act = act
        self.gated = gated
class Block(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.kind = config.act
        match config.act.lower():
            case 'swiglu':
                self.mlp = nn.Sequential(nn.Linear(8, 8), nn.SiLU(), nn.Linear(8, 8))
            case 'gelu':
                self.mlp = nn.Sequential(
                    nn.Linear(8, 8),  #: other
                    nn.GELU(),  #: gelu
                )
    def forward(self, x):
        x = self.mlp(x)
        if not self.config.gated:
            x = torch.tanh(x)  #: tanh
        if self.kind == 'gelu':
            x = torch.sigmoid(x)
        return x
`;
    const pairs = pairsOf(text, { bothWays: true });
    expect(pairs).toContain('other > gelu');
    expect(pairs.some((pair) => pair.endsWith('> tanh'))).toBe(true);
    expect(pairsOf(text).join()).not.toMatch(/gelu|tanh/);
  });

  it('rounds over a tuple that is empty by default are made for whoever gives one', () => {
    const text = `${T}class Net(nn.Module):
    def __init__(self, widths=tuple()):
        super().__init__()
        self.layers = nn.ModuleList()
        for width in widths:
            self.layers.append(nn.Sequential(nn.Linear(width, width), nn.ReLU()))
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
`;
    const found = traceOf(text, { bothWays: true }).models.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
    );
    expect(found).toContain('relu');
  });
});

describe('what a text chooses in a class that another one uses', () => {
  const HEAD = 'import torch\nfrom torch import nn\n';
  const act = `class Act(nn.Module):
    def __init__(self, width, kind='relu'):
        super().__init__()
        kind = kind.lower()
        if kind == 'relu':
            self.function = nn.ReLU() #: relu
        elif kind == 'prelu':
            self.function = nn.PReLU(width) #: prelu
        else:
            raise ValueError(kind)
    def forward(self, x):
        return self.function(x)
`;
  const net = (parameter: string, given: string): string => `class Net(nn.Module):
    def __init__(self${parameter}):
        super().__init__()
        self.a = nn.Linear(8, 8) #: a
        self.act = Act(8${given})
    def forward(self, x):
        return self.act(self.a(x))
`;
  const bothWays = { bothWays: true } as const;

  it.each([
    ['its own default', '', ''],
    ['the default of the other one', ", kind='relu'", ', kind'],
  ])('is followed each way: %s', (_, parameter, given) => {
    const text = HEAD + act + net(parameter, given);
    expect(pairsOf(text, bothWays)).toEqual(['a > prelu', 'a > relu']);
    expect(pairsOf(text)).toEqual(['a > relu']);
  });

  it('goes one way where the class says which', () => {
    expect(pairsOf(HEAD + act + net('', ", 'relu'"), bothWays)).toEqual(['a > relu']);
  });

  it('is followed where a program makes one of them', () => {
    const text = `${HEAD}${act}${net(", kind='relu'", ', kind')}if __name__ == '__main__':
    print(Net(kind='prelu')(torch.rand(2, 8)))
`;
    expect(pairsOf(text, bothWays)).toEqual(['a > prelu', 'a > relu']);
  });

  it('is every entry of a table of activations', () => {
    const text = `${HEAD}KINDS = {
    'relu': nn.ReLU, #: relu
    'gelu': nn.GELU, #: gelu
}
class Net(nn.Module):
    def __init__(self, kind='relu'):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.act = KINDS[kind]()
    def forward(self, x):
        return self.act(self.a(x))
`;
    const names = recordsOf(text, bothWays).map(({ activation }) => [
      activation?.name,
      activation?.named?.line,
    ]);
    expect(names).toEqual([
      ['relu', 4],
      ['gelu', 5],
    ]);
  });
});

describe('what nobody in view runs as it stands', () => {
  const flax = `from typing import Callable, Sequence
import jax
from flax import linen as nn
`;

  it('the default of a field that everybody gives is a way', () => {
    const text = `${flax}class MLP(nn.Module):
  sizes: Sequence[int]
  activation: Callable = nn.relu
  @nn.compact
  def __call__(self, x):
    for size in self.sizes:
      x = nn.Dense(size)(x)  #: dense
      x = self.activation(x)
    return x
class Net(nn.Module):
  @nn.compact
  def __call__(self, x):
    return MLP((8, 8), activation=nn.tanh)(x)
`;
    const activations = (context?: { readonly bothWays: true }): readonly string[] => [
      ...new Set(
        traceOf(text, context).models.flatMap(({ nodes }) =>
          nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
        ),
      ),
    ];
    expect(activations({ bothWays: true })).toEqual(['tanh', 'relu']);
    expect(activations()).toEqual(['tanh']);
  });

  it('a loop that runs no round for the depth that is given runs for another', () => {
    const text = `${flax}class Head(nn.Module):
  width: int
  depth: int
  @nn.compact
  def __call__(self, x):
    for i in range(self.depth - 1):
      x = nn.silu(nn.Dense(self.width, name=f'layer{i}')(x))  #: silu
    return nn.Dense(self.width)(x)  #: last
class Net(nn.Module):
  @nn.compact
  def __call__(self, x):
    return nn.sigmoid(Head(8, 1)(x))  #: sigmoid
`;
    expect(pairsOf(text, { bothWays: true })).toEqual(
      expect.arrayContaining(['last > sigmoid', 'silu > silu']),
    );
    expect(pairsOf(text)).toEqual(['last > sigmoid']);
  });
});

describe('an activation that is none by default', () => {
  it('is each of those that a class which the model uses knows by name', () => {
    const text = `${T}class Activation(nn.Module):
    def __init__(self, name):
        super().__init__()
        if name is None or name == "identity":
            self.activation = nn.Identity()
        elif name == "sigmoid":
            self.activation = nn.Sigmoid()  #: sigmoid
        elif name == "softmax":
            self.activation = nn.Softmax(dim=1)  #: softmax
        else:
            raise ValueError(name)
    def forward(self, x):
        return self.activation(x)
class Head(nn.Sequential):
    def __init__(self, width, classes, activation=None):
        conv = nn.Conv2d(width, classes, 3)  #: conv
        super().__init__(conv, Activation(activation))
class Net(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.body = nn.Conv2d(3, width, 3)
        self.head = Head(width, 2)
    def forward(self, x):
        return self.head(F.relu(self.body(x)))
`;
    expect(pairsOf(text, { bothWays: true })).toEqual(
      expect.arrayContaining(['conv > sigmoid', 'conv > softmax']),
    );
    expect(pairsOf(text)).not.toContain('conv > sigmoid');
  });
});

describe('an activation of a table, or whatever a configuration holds', () => {
  const text = `${T}def swish(x):
    return x * torch.sigmoid(x)
TABLE = {"gelu": F.gelu, "swish": swish, "tanh": torch.tanh}
class Head(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.dense = nn.Linear(8, 8)  #: dense
        self.act = TABLE[config.act] if isinstance(config.act, str) else config.act
    def forward(self, x):
        return self.act(self.dense(x))  #: act
`;

  it('is shown as each of the table’s', () => {
    const names = recordsOf(text, { bothWays: true }).map(({ activation }) => activation?.name);
    expect([...new Set(names)].sort()).toEqual(['gelu', 'sigmoid', 'tanh']);
  });

  it('and findings are about none of them', () => {
    expect(pairsOf(text)).not.toContain('dense > act');
  });
});

describe('a list that says which parts there are', () => {
  const text = `${T}class Context(nn.Module):
    def __init__(self, width, fusion=('add',)):
        super().__init__()
        if 'add' in fusion:
            self.add = nn.Conv2d(width, width, 1)
        else:
            self.add = None
        if 'mul' in fusion:
            self.mul = nn.Conv2d(width, width, 1)  #: mul
        else:
            self.mul = None
    def forward(self, x):
        out = x
        if self.mul is not None:
            out = out * torch.sigmoid(self.mul(x))  #: gate
        if self.add is not None:
            out = out + self.add(x)
        return out
`;

  it('has other parts than those of its default', () => {
    expect(pairsOf(text, { bothWays: true })).toContain('mul > gate');
    expect(pairsOf(text)).not.toContain('mul > gate');
  });
});
