/** Layers that a program keeps in registries of its own, filled by decorators and calls, and asks for by name. */
import { describe, expect, it } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import './front-ends';
import { traceModule } from '../../../src/core/network/trace/trace';
import { pairsOf } from './trace-of';

const root = 'file:///project/';

/** `layers → activations` of each model of a file that imports `registry.py`. */
function tracedWith(registry: string, main: string): readonly string[] {
  const source = {
    read: (uri: string) => (uri === `${root}registry.py` ? registry : undefined),
    resolve: (module: string) => (module === 'registry' ? `${root}registry.py` : undefined),
  };
  const { models } = traceModule(bind(parseModule(`${root}main.py`, main)), { source });
  return models.map(({ nodes }) =>
    nodes
      .flatMap((node) =>
        node.kind === 'layer' ? [node.qualifiedName] : node.kind === 'activation' ? [node.activation] : [],
      )
      .join(' '),
  );
}

const REGISTRY = `import torch.nn as nn
class Factory:
    def __init__(self):
        self.entries = {}
    def add(self, name, function):
        self.entries[name.upper()] = function
    def factory(self, name):
        def keep(function):
            self.add(name, function)
            return function
        return keep
    def __getitem__(self, asked):
        if isinstance(asked, str):
            name, rest = asked, ()
        else:
            name, *rest = asked
        return self.entries[name.upper()](*rest)
    def __getattr__(self, key):
        if key in self.entries:
            return key
        return super().__getattribute__(key)

Act = Factory()
Conv = Factory()
Act.add('relu', lambda: nn.ReLU)
Act.add('elu', lambda: nn.ELU)

@Conv.factory('conv')
def conv(dimensions):
    return (nn.Conv1d, nn.Conv2d, nn.Conv3d)[dimensions - 1]
`;

const net = (conv: string, act: string): string => `import torch.nn as nn
from registry import Act, Conv
class Net(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.conv = ${conv}(3, 8, 3)
        self.act = ${act}()
    def forward(self, x):
        return self.act(self.conv(x))
`;

describe('a registry of the program’s own, in another file', () => {
  it.each([
    ['filled by calls', 'nn.Conv2d', "Act['elu']", 'torch.nn.Conv2d elu'],
    ['filled by decorators', "Conv['conv', 2]", 'nn.ReLU', 'torch.nn.Conv2d relu'],
    ['asked for attributes', 'Conv[Conv.CONV, 2]', 'Act[Act.RELU]', 'torch.nn.Conv2d relu'],
  ])('%s', (_, conv, act, expected) => {
    expect(tracedWith(REGISTRY, net(conv, act))).toEqual([expected]);
  });

  it('gives each kind of layer where a number that only a run knows decides', () => {
    expect(tracedWith(REGISTRY, net("Conv['conv', dims]", 'nn.ReLU'))).toEqual([
      'torch.nn.Conv1d torch.nn.Conv2d torch.nn.Conv3d relu',
    ]);
  });
});

describe('a module by its name', () => {
  it('is what an import would give', () => {
    const text = `import torch
import torch.nn as nn
from importlib import import_module

def optional(module, name):
    try:
        found = getattr(import_module(module), name)
    except ImportError:
        return None
    return found

Rearrange = optional('einops.layers.torch', 'Rearrange')

class Block(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.qkv = nn.Linear(16, 48) #: qkv
        self.split = Rearrange('b h (qkv l d) -> qkv b l h d', qkv=3, l=heads)
    def forward(self, x):
        q, k, v = self.split(self.qkv(x))
        scores = torch.einsum('blxd,blyd->blxy', q, k)
        return scores.softmax(dim=-1) #: softmax
`;
    expect(pairsOf(text)).toEqual(['qkv > softmax']);
  });
});

describe('a table of more activations than are told apart', () => {
  const names = ['ReLU', 'GELU', 'Tanh', 'ELU', 'SELU', 'SiLU', 'Mish', 'Sigmoid'];
  const text = (table: string, asked: string): string => `import torch.nn as nn
ACTS = {
${names.map((name) => `    '${name}': ${table.replace('_', `nn.${name}`)}, #: ${name}`).join('\n')}
}
class Net(nn.Module):
    def __init__(self, act):
        super().__init__()
        self.a = nn.Linear(8, 8) #: layer
        self.act = ${asked} #: made
    def forward(self, x):
        return self.act(self.a(x))
`;
  const all = names.map((name) => `layer > ${name}`).sort();

  it.each([
    ['of objects', '_()', 'ACTS[act]', all],
    ['of objects, by get', '_()', 'ACTS.get(act)', all],
    ['of functions that make them', 'lambda: _()', 'ACTS[act]()', all],
    ['of classes', '_', 'ACTS[act]()', ['layer > made']],
  ])('%s: each is shown', (_, table, asked, expected) => {
    expect(pairsOf(text(table, asked), { bothWays: true })).toEqual(expected);
  });

  it('gives findings none of them', () => {
    expect(pairsOf(text('_()', 'ACTS[act]'))).toEqual(['layer >']);
  });
});

describe('an enumeration', () => {
  it('gives its member for a value, which decides what is made', () => {
    const text = `import enum
import torch.nn as nn
class Mode(str, enum.Enum):
    PLAIN = 'plain'
    GATED = 'gated'
def find(name, options):
    if isinstance(options, enum.EnumMeta):
        return options(name)
    return options[name]
class Net(nn.Module):
    def __init__(self, mode='gated'):
        super().__init__()
        self.a = nn.Linear(8, 8) #: layer
        if find('plain', Mode) == Mode.PLAIN:
            self.act = nn.ReLU() #: plain
        else:
            self.act = nn.Sigmoid() #: gated
    def forward(self, x):
        return self.act(self.a(x))
`;
    expect(pairsOf(text, { bothWays: true })).toEqual(['layer > plain']);
  });
});

describe('Keras', () => {
  it('has an activation where its name is an argument, whichever it is', () => {
    const text = `import keras
class Mlp(keras.layers.Layer):
    def __init__(self, units, activation):
        super().__init__()
        self.gate = keras.layers.Dense(units) #: gate
        if activation == 'gelu_approximate':
            self.act = lambda x: keras.activations.gelu(x, approximate=True) #: gelu
        else:
            self.act = keras.activations.get(activation) #: named
    def call(self, x):
        return self.act(self.gate(x))
`;
    expect(pairsOf(text)).toEqual(['gate > gelu', 'gate > named']);
  });

  it('takes the largest scores into softmax', () => {
    const text = `import keras
from keras import ops
class Router(keras.layers.Layer):
    def __init__(self, experts):
        super().__init__()
        self.router = keras.layers.Dense(experts) #: router
    def call(self, x):
        weights, chosen = ops.top_k(self.router(x), k=2)
        return ops.softmax(weights, axis=-1) #: softmax
`;
    expect(pairsOf(text)).toEqual(['router > softmax']);
  });
});
