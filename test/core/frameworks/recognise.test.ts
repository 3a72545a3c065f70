import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationUseAt, activationUses, symbolUseAt } from '../../../src/core/frameworks';
import type { RecognisedUse } from '../../../src/core/frameworks';
import { document, type Cursor } from './document';

const torch = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n';
const keras = 'from tensorflow import keras\nfrom tensorflow.keras import layers\n';
const tf = 'import tensorflow as tf\n';
const jax = 'import jax\nimport jax.numpy as jnp\nfrom flax import linen as nn\n';
const hf = 'from transformers import BertConfig\nfrom transformers.activations import ACT2FN\n';

/** The activation under `¦`. */
function useAt(source: string): RecognisedUse | undefined {
  const { bindings, offset } = document(source);
  return activationUseAt(bindings, offset);
}

const text = (use: RecognisedUse): string => use.place.unit.text.slice(use.place.start, use.place.end);

type Case = readonly [title: string, source: string, id: string, more?: Partial<Expected>];
interface Expected {
  readonly parameters: RecognisedUse['parameters'];
  readonly unknown: readonly string[];
  readonly api: string;
  /** The text that the use underlines. */
  readonly on: string;
  /** Source texts of parameters. */
  readonly at: Readonly<Record<string, string>>;
  readonly form: RecognisedUse['form'];
}

const method = (body: string, init = ''): string =>
  `${torch}class Net(nn.Module):\n    def __init__(self):\n        ${init}\n    def forward(self, x):\n        ${body}\n`;

const cases: readonly Case[] = [
  // PyTorch: modules
  [
    'the name of a module',
    `${torch}a = nn.Re¦LU()`,
    'relu',
    { api: 'torch.nn.ReLU', on: 'nn.ReLU()', form: 'module' },
  ],
  ['the start of the call', `${torch}a = ¦nn.ReLU()`, 'relu'],
  ['the end of the call', `${torch}a = nn.ReLU()¦`, 'relu'],
  ['inside the brackets', `${torch}a = nn.ReLU(inplace=T¦rue)`, 'relu'],
  [
    'a positional argument',
    `${torch}a = nn.LeakyReLU(0.2¦)`,
    'leaky_relu',
    { parameters: { alpha: 0.2 }, at: { alpha: '0.2' } },
  ],
  [
    'a keyword argument',
    `${torch}a = nn.LeakyReLU(negative_slope=0.1¦)`,
    'leaky_relu',
    { parameters: { alpha: 0.1 }, at: { alpha: '0.1' } },
  ],
  [
    'the default of PyTorch',
    `${torch}a = nn.LeakyReLU(¦)`,
    'leaky_relu',
    { parameters: { alpha: 0.01 }, at: {} },
  ],
  [
    'a variable that cannot be told',
    `${torch}def f(slope):\n    return nn.LeakyReLU(sl¦ope)`,
    'leaky_relu',
    { unknown: ['alpha'], parameters: { alpha: 0.01 }, at: { alpha: 'slope' } },
  ],
  [
    'a constant bound once',
    `${torch}SLOPE = 0.3\na = nn.LeakyReLU(SL¦OPE)`,
    'leaky_relu',
    { parameters: { alpha: 0.3 } },
  ],
  ['arithmetic', `${torch}a = nn.ELU(alpha=1 / 4¦)`, 'elu', { parameters: { alpha: 0.25 } }],
  ['a star argument', `${torch}def f(args):\n    return nn.ELU(*args¦)`, 'elu', { unknown: ['alpha'] }],
  ['GELU', `${torch}a = nn.GE¦LU()`, 'gelu', { unknown: [] }],
  ['GELU with tanh', `${torch}a = nn.GELU(approximate='tanh'¦)`, 'gelu_tanh'],
  [
    'GELU with a variable form',
    `${torch}def f(a):\n    return nn.GELU(approximate=a¦)`,
    'gelu',
    { unknown: ['approximate'] },
  ],
  [
    'two parameters',
    `${torch}a = nn.Hardtanh(-2, max_val=2¦)`,
    'hardtanh',
    { parameters: { min: -2, max: 2 } },
  ],
  [
    'the old keyword of Hardtanh',
    `${torch}a = nn.Hardtanh(min_value=-3¦)`,
    'hardtanh',
    { parameters: { min: -3, max: 1 } },
  ],
  ['softmax', `${torch}a = nn.Softmax(dim=1¦)`, 'softmax', { parameters: { axis: 1 } }],
  ['softmax without its axis', `${torch}a = nn.Softmax(¦)`, 'softmax', { parameters: { axis: null } }],
  ['a full import path', 'import torch\na = torch.nn.modules.activation.SiLU(¦)', 'silu'],
  ['a name from an import', 'from torch.nn import Mish as M\na = M¦()', 'mish'],
  ['inside Sequential', `${torch}m = nn.Sequential(nn.Linear(2, 2), nn.Ta¦nh())`, 'tanh'],
  [
    'a renamed class',
    `${torch}Act = nn.PReLU\na = Act(init=0.1¦)`,
    'prelu',
    { parameters: { alpha: 0.1 }, api: 'torch.nn.PReLU' },
  ],
  // PyTorch: functions and methods
  [
    'a functional call',
    `${torch}def f(x):\n    return F.leaky_re¦lu(x, 0.2)`,
    'leaky_relu',
    { parameters: { alpha: 0.2 }, at: { alpha: '0.2' }, form: 'function' },
  ],
  ['its input variable', `${torch}def f(x):\n    return F.relu(x¦)`, 'relu'],
  ['the inner of two calls', `${torch}def f(x):\n    return F.relu(F.ta¦nh(x))`, 'tanh'],
  ['the outer of two calls', `${torch}def f(x):\n    return F.re¦lu(F.tanh(x))`, 'relu'],
  ['torch.sigmoid', `${torch}def f(x):\n    return torch.sig¦moid(x)`, 'sigmoid'],
  ['torch.special', `${torch}def f(x):\n    return torch.special.ex¦pit(x)`, 'sigmoid'],
  [
    'a function from an import',
    'from torch.nn.functional import gelu\ndef f(x):\n    return ge¦lu(x, approximate="tanh")',
    'gelu_tanh',
  ],
  [
    'a tensor method',
    `${torch}def f(x):\n    return x.re¦lu()`,
    'relu',
    { form: 'method', on: 'relu()', api: 'torch.Tensor.relu' },
  ],
  ['a method in place', `${torch}def f(x):\n    return (x + 1).sigmoid_¦()`, 'sigmoid'],
  ['a method on a call', `${torch}def f(x, conv):\n    return conv(x).tan¦h()`, 'tanh'],
  [
    'a method with an axis',
    `${torch}def f(x):\n    return x.soft¦max(-1)`,
    'softmax',
    { parameters: { axis: -1 } },
  ],
  ['the unbound method', `${torch}def f(x):\n    return torch.Tensor.re¦lu(x)`, 'relu'],
  // PyTorch: named, passed, held
  [
    'a class as an argument',
    `${torch}def block(activation_layer=None): pass\nblock(activation_layer=nn.Hard¦swish)`,
    'hard_swish',
    { form: 'reference', on: 'nn.Hardswish' },
  ],
  ['a class as a default', `${torch}def block(act=nn.SE¦LU): pass`, 'selu', { form: 'reference' }],
  [
    'a dictionary entry',
    `${torch}acts = {'relu': nn.ReLU, 'leaky': nn.Leaky¦ReLU}`,
    'leaky_relu',
    { parameters: { alpha: 0.01 } },
  ],
  [
    'an instance in a dictionary',
    `${torch}acts = nn.ModuleDict({'leaky': nn.LeakyReLU(0.3¦)})`,
    'leaky_relu',
    { parameters: { alpha: 0.3 } },
  ],
  [
    'a partial',
    `${torch}from functools import partial\nact = part¦ial(nn.ReLU6, inplace=True)`,
    'relu6',
    { on: 'partial(nn.ReLU6, inplace=True)' },
  ],
  [
    'a partial with a slope',
    `${torch}import functools\nact = functools.partial(nn.Leaky¦ReLU, negative_slope=0.05)`,
    'leaky_relu',
    { parameters: { alpha: 0.05 } },
  ],
  [
    'a string for RNN',
    `${torch}r = nn.RNN(8, 16, nonlinearity='re¦lu')`,
    'relu',
    { form: 'string', on: "'relu'", api: "torch.nn.RNN nonlinearity='relu'" },
  ],
  ['the keyword of the string', `${torch}r = nn.RNNCell(8, 16, nonlin¦earity='tanh')`, 'tanh'],
  ['a string for a transformer', `${torch}t = nn.TransformerEncoderLayer(8, 2, activation='ge¦lu')`, 'gelu'],
  ['a positional string', `${torch}t = nn.TransformerEncoderLayer(8, 2, 64, 0.1, 're¦lu')`, 'relu'],
  [
    'a function for a transformer',
    `${torch}t = nn.TransformerEncoderLayer(8, 2, activation=F.si¦lu)`,
    'silu',
  ],
  [
    'a local variable',
    `${torch}def f(x):\n    act = nn.ELU(0.5)\n    return a¦ct(x)`,
    'elu',
    { parameters: { alpha: 0.5 }, form: 'instance', on: 'act', at: { alpha: '0.5' } },
  ],
  [
    'a variable of the module',
    `${torch}act = nn.GELU()\ndef f(x):\n    return ac¦t(x)`,
    'gelu',
    { form: 'instance' },
  ],
  [
    'a variable passed on',
    `${torch}act = nn.CELU(alpha=2.0)\nm = nn.Sequential(nn.Linear(2, 2), ac¦t)`,
    'celu',
    { parameters: { alpha: 2 } },
  ],
  [
    'an attribute where it is called',
    method('return self.ac¦t(x)', 'self.act = nn.LeakyReLU(0.2)'),
    'leaky_relu',
    { parameters: { alpha: 0.2 }, form: 'instance', on: 'self.act', at: { alpha: '0.2' } },
  ],
  [
    'an attribute where it is made',
    method('return self.act(x)', 'self.act = nn.Leaky¦ReLU(0.2)'),
    'leaky_relu',
    { form: 'module' },
  ],
  [
    'a function in an attribute',
    method('return self.act(x, 0.¦3)', 'self.act = F.leaky_relu'),
    'leaky_relu',
    { parameters: { alpha: 0.3 }, at: { alpha: '0.3' } },
  ],
  [
    'a lambda',
    `${torch}f = lambda x: F.softpl¦us(x, beta=2)`,
    'softplus',
    { parameters: { beta: 2, threshold: 20 } },
  ],
  [
    'the attribute where it is made',
    method('return x', 'self.a¦ct = nn.ELU(0.5)'),
    'elu',
    { on: 'self.act', form: 'instance', at: { alpha: '0.5' } },
  ],
  ['the variable where it is made', `${torch}ac¦t = nn.GELU()`, 'gelu', { on: 'act' }],
  [
    'an attribute of a base class',
    `${torch}class A(nn.Module):\n    def __init__(self):\n        self.act = nn.CELU(0.3)\n\nclass B(A):\n    pass\n\nclass C(B):\n    def forward(self, x):\n        return self.a¦ct(x)\n`,
    'celu',
    { form: 'instance', parameters: { alpha: 0.3 } },
  ],
  // Keras and TensorFlow
  [
    'a string for Dense',
    `${keras}d = layers.Dense(8, activation='se¦lu')`,
    'selu',
    { on: "'selu'", api: "keras.layers.Dense activation='selu'" },
  ],
  ['a positional string for Dense', `${keras}d = layers.Dense(8, 're¦lu')`, 'relu'],
  [
    'the Activation layer',
    `${keras}a = layers.Act¦ivation('swish')`,
    'silu',
    { on: "layers.Activation('swish')" },
  ],
  ['the string of the Activation layer', `${keras}a = layers.Activation('ta¦nh')`, 'tanh'],
  [
    'a recurrent activation',
    `${keras}l = layers.LSTM(8, recurrent_activation='hard_sig¦moid')`,
    'hard_sigmoid',
  ],
  [
    'the slope of the string',
    `${keras}d = layers.Dense(8, activation='leaky_re¦lu')`,
    'leaky_relu',
    { parameters: { alpha: 0.2 } },
  ],
  ['the slope of the layer', `${keras}a = layers.LeakyRe¦LU()`, 'leaky_relu', { parameters: { alpha: 0.3 } }],
  [
    "Keras 2's name of the slope",
    `${keras}a = layers.LeakyReLU(alpha=0.1¦)`,
    'leaky_relu',
    { parameters: { alpha: 0.1 }, at: { alpha: '0.1' } },
  ],
  [
    "Keras 3's name of the slope",
    'import keras\na = keras.layers.LeakyReLU(negative_slope=0.1¦)',
    'leaky_relu',
    { parameters: { alpha: 0.1 } },
  ],
  [
    'a capped ReLU',
    'import keras\na = keras.layers.ReLU(6.0¦)',
    'keras_relu',
    { parameters: { max_value: 6, negative_slope: 0, threshold: 0 } },
  ],
  ['a plain ReLU layer', 'import keras\na = keras.layers.ReLU(¦)', 'relu', { parameters: {} }],
  [
    'the function with its own order',
    'import keras\ndef f(x):\n    return keras.activations.relu(x, 0.1¦)',
    'keras_relu',
    { parameters: { negative_slope: 0.1, max_value: null, threshold: 0 } },
  ],
  [
    'a function as an argument',
    `${tf}d = tf.keras.layers.Dense(8, activation=tf.nn.re¦lu)`,
    'relu',
    { api: 'tf.nn.relu' },
  ],
  [
    'tf.nn with its slope',
    `${tf}def f(x):\n    return tf.nn.leaky_re¦lu(x)`,
    'leaky_relu',
    { parameters: { alpha: 0.2 } },
  ],
  ['tf.math', `${tf}def f(x):\n    return tf.math.sig¦moid(x)`, 'sigmoid'],
  [
    'compat.v1',
    'import tensorflow.compat.v1 as tf\ndef f(x):\n    return tf.nn.el¦u(x)',
    'elu',
    { parameters: { alpha: 1 } },
  ],
  [
    'tf.layers',
    'import tensorflow as tf\ndef f(x):\n    return tf.layers.dense(x, 8, activation=tf.nn.soft¦plus)',
    'softplus',
  ],
  ['activations.get', 'import keras\na = keras.activations.g¦et("gelu")', 'gelu'],
  [
    'Keras 2 hard_sigmoid',
    'import tf_keras\nd = tf_keras.layers.Dense(8, activation="hard_sig¦moid")',
    'hard_sigmoid_keras2',
  ],
  ['keras.ops.gelu', 'import keras\ndef f(x):\n    return keras.ops.ge¦lu(x)', 'gelu_tanh'],
  [
    'a helper of one’s own',
    `${keras}def block(x, activation='relu'):\n    return x\nblock(1, activation='el¦u')`,
    'elu',
  ],
  ['a default of a helper', `${keras}def block(x, activation='re¦lu'):\n    return x`, 'relu'],
  // JAX
  [
    'jax.nn',
    `${jax}def f(x):\n    return jax.nn.leaky_re¦lu(x)`,
    'leaky_relu',
    { parameters: { alpha: 0.01 } },
  ],
  ['the GELU of JAX', `${jax}def f(x):\n    return jax.nn.ge¦lu(x)`, 'gelu_tanh'],
  ['the exact GELU of JAX', `${jax}def f(x):\n    return jax.nn.gelu(x, approximate=False¦)`, 'gelu'],
  ['through Flax', `${jax}def f(x):\n    return nn.re¦lu(x)`, 'relu', { api: 'jax.nn.relu' }],
  ['jnp.tanh', `${jax}def f(x):\n    return jnp.ta¦nh(x)`, 'tanh'],
  ['a renamed module', 'from jax import nn as jnn\ndef f(x):\n    return jnn.si¦lu(x)', 'silu'],
  ['a module of Flax', `${jax}a = nn.PRe¦LU()`, 'prelu', { parameters: { alpha: 0.01 } }],
  ['nnx', 'from flax import nnx\ndef f(x):\n    return nnx.se¦lu(x)', 'selu'],
  ['a function for a cell', `${jax}c = nn.LSTMCell(8, gate_fn=jax.nn.hard_sig¦moid)`, 'hard_sigmoid'],
  // transformers
  ['the table of functions', `${hf}a = ACT2FN["ge¦lu"]`, 'gelu', { on: 'ACT2FN["gelu"]' }],
  [
    'gelu_new is the tanh form',
    `${hf}c = BertConfig(hidden_act="gelu_n¦ew")`,
    'gelu_tanh',
    { api: "transformers.BertConfig hidden_act='gelu_new'" },
  ],
  [
    'a default of a configuration',
    'from transformers import PretrainedConfig\nclass C(PretrainedConfig):\n    def __init__(self, hidden_act="quick_ge¦lu"):\n        pass',
    'quick_gelu',
  ],
  [
    'get_activation',
    'from transformers.activations import get_activation\na = get_act¦ivation("relu2")',
    'relu_squared',
  ],
  [
    'a class of transformers',
    'from transformers.activations import NewGELUActivation\na = NewGELU¦Activation()',
    'gelu_tanh',
  ],
];

describe('the activation under the cursor', () => {
  for (const [title, source, id, more = {}] of cases) {
    it(`${title}: ${
      source
        .split('\n')
        .find((line) => line.includes('¦'))
        ?.trim() ?? ''
    }`, () => {
      const use = useAt(source);
      if (use === undefined) throw new Error('nothing was recognised');
      expect(use.id).toBe(id);
      expect(use.unknownParameters).toEqual(more.unknown ?? []);
      if (more.parameters !== undefined) expect(use.parameters).toEqual(more.parameters);
      if (more.api !== undefined) expect(use.api).toBe(more.api);
      if (more.on !== undefined) expect(text(use)).toBe(more.on);
      if (more.form !== undefined) expect(use.form).toBe(more.form);
      if (more.at !== undefined) {
        const places = Object.entries(use.parameterPlaces).map(([name, { unit, start, end }]) => [
          name,
          unit.text.slice(start, end),
        ]);
        expect(Object.fromEntries(places)).toEqual(more.at);
      }
    });
  }
});

describe('what is no activation', () => {
  const silent: readonly (readonly [title: string, source: string])[] = [
    ['a class of one’s own called ReLU', `${torch}class ReLU(nn.Module):\n    pass\na = Re¦LU()`],
    ['a function of one’s own called relu', 'import torch\ndef relu(x):\n    return x\ny = re¦lu(1)'],
    ['ReLU of another package', 'import torch\nfrom mylib.nn import ReLU\na = Re¦LU()'],
    ['a module of one’s own called nn', 'import torch\nfrom . import nn\na = nn.Re¦LU()'],
    ['a file without a framework', 'import numpy as np\ny = np.ta¦nh(1)'],
    ['an unimported name', 'import os\na = nn.Re¦LU()'],
    ['the layer around a string', `${keras}d = layers.De¦nse(8, activation='relu')`],
    ['an unknown string', `${keras}d = layers.Dense(8, activation='Re¦lu')`],
    ['a string PyTorch refuses', `${torch}t = nn.TransformerEncoderLayer(8, 2, activation='si¦lu')`],
    [
      'the computed input of a function',
      method('return F.relu(self.co¦nv(x))', 'self.conv = nn.Conv2d(1, 1, 1)'),
    ],
    ['a method of self with the name of an activation', method('return self.soft¦max(x)')],
    ['a method that takes more', `${torch}def f(x, y):\n    return x.re¦lu(y)`],
    ['a method in a file without PyTorch', `${keras}def f(x):\n    return x.re¦lu()`],
    [
      'an attribute assigned twice',
      method('return self.ac¦t(x)', 'self.act = nn.ReLU()\n        self.act = nn.Tanh()'),
    ],
    [
      'an attribute chosen at run time',
      method('return self.ac¦t(x)', 'self.act = nn.ReLU() if x else nn.Tanh()'),
    ],
    ['a variable bound twice', `${torch}act = nn.ReLU()\nact = nn.Tanh()\ndef f(x):\n    return ac¦t(x)`],
    ['a parameter that hides a variable', `${torch}act = nn.ReLU()\ndef f(act, x):\n    return ac¦t(x)`],
    [
      'an attribute that the heir binds anew',
      `${torch}class A(nn.Module):\n    def __init__(self):\n        self.act = nn.ReLU()\n\nclass B(A):\n    def __init__(self, act):\n        self.act = act\n    def forward(self, x):\n        return self.ac¦t(x)\n`,
    ],
    [
      'an attribute of a class that inherits itself',
      `${torch}class A(A):\n    def forward(self, x):\n        return self.ac¦t(x)\n`,
    ],
    ['a loop variable', `${torch}def f(x, acts):\n    for act in acts:\n        x = ac¦t(x)`],
    ['a tensor that an activation made', `${torch}def f(x):\n    y = torch.sigmoid(x)\n    return y¦ * 2`],
    ['a tensor that a method made', `${torch}def f(x):\n    y = x.relu()\n    return y¦ * 2`],
    ['a comment', `${torch}# nn.Re¦LU()\n`],
    ['a string', `${torch}s = 'nn.Re¦LU()'`],
    ['other keywords', `${keras}d = dict(name='re¦lu')`],
    [
      'other packages’ activation=',
      `${keras}from sklearn.neural_network import MLPClassifier\nm = MLPClassifier(activation='re¦lu')`,
    ],
    ['an empty file', '¦'],
  ];
  for (const [title, source] of silent) {
    it(title, () => {
      expect(useAt(source)).toBeUndefined();
    });
  }
  it('lists nothing for a file without a framework', () => {
    expect(activationUses(document('relu = 1\nrelu¦').bindings)).toEqual([]);
  });
});

describe('all activations of a document', () => {
  it('come in order, each once', () => {
    const { bindings } = document(
      method('x = F.elu(self.act(x), 0.5).sigmoid()\n        return x¦', 'self.act = nn.LeakyReLU(0.2)') +
        'm = nn.Sequential(nn.Linear(1, 1), nn.Tanh())\n',
    );
    expect(activationUses(bindings).map((use) => [use.id, use.form])).toEqual([
      ['leaky_relu', 'module'],
      ['elu', 'function'],
      ['leaky_relu', 'instance'],
      ['sigmoid', 'method'],
      ['tanh', 'module'],
    ]);
  });
  it('survives half-typed code', () => {
    for (const source of [
      'nn.LeakyReLU(¦',
      'F.relu(x, ¦',
      'class A(nn.¦',
      'nn.Sequential(nn.ReLU(), nn.¦)',
      'lambda x: F.¦',
    ])
      expect(() => useAt(torch + source)).not.toThrow();
  });
  it('never throws, whatever stands in the document', () => {
    const piece = fc.constantFrom(
      ...[
        'nn.ReLU()',
        'F.relu(',
        'x',
        ')',
        '(',
        'self.act',
        ' = ',
        '\n',
        '\n    ',
        'def f(self, x=nn.GELU):',
        'class A(nn.Module):',
        'class B(A):',
      ],
      ...[
        '.relu()',
        "activation='relu'",
        ', ',
        '*a',
        '**k',
        'lambda x: ',
        'partial(nn.ELU, ',
        '[',
        ']',
        'for x in y',
        'global act',
        "ACT2FN['gelu']",
        'import torch',
        ':=',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { bindings } = document(`${torch}${hf}${keras}${pieces.join('')}`);
        const end = bindings.module.text.length;
        for (const use of activationUses(bindings))
          expect(use.place.end).toBeGreaterThanOrEqual(use.place.start);
        for (let offset = end - 60; offset <= end; offset += 3) {
          activationUseAt(bindings, offset);
          symbolUseAt(bindings, offset);
        }
      }),
      { numRuns: 300 },
    );
  });
  it('ends on expressions that nest without end', () => {
    for (const source of [
      `x = ${'1 + '.repeat(20_000)}1`,
      `x = ${'('.repeat(3000)}1${')'.repeat(3000)}`,
      `x = a${'.b'.repeat(5000)}`,
      `x = ${'-'.repeat(5000)}1`,
    ])
      expect(() => activationUses(document(`${torch}${source}\n`).bindings)).not.toThrow();
  });
  it('keeps its answer right when another statement renames something', () => {
    const before = document(`${torch}Act = nn.ReLU\n\na = Ac¦t()\n`);
    expect(activationUseAt(before.bindings, before.offset)?.id).toBe('relu');
    const after = document(`${torch}Act = nn.Tanh\n\na = Ac¦t()\n`, before.bindings);
    expect(activationUseAt(after.bindings, after.offset)?.id).toBe('tanh');
    const shadowed = document(`${torch}class Act: pass\n\na = Ac¦t()\n`, after.bindings);
    expect(activationUseAt(shadowed.bindings, shadowed.offset)).toBeUndefined();
  });
});

describe('initialisers and recurrent cells under the cursor', () => {
  const at = (source: string) => {
    const { bindings, offset }: Cursor = document(source);
    return symbolUseAt(bindings, offset);
  };
  it('knows the weight that PyTorch fills', () => {
    const use = at(
      method(
        'return x',
        'self.fc = nn.Linear(400, 600)\n        nn.init.xavier_uni¦form_(self.fc.weight, gain=2.0)',
      ),
    );
    expect(use).toMatchObject({
      kind: 'initializer',
      symbol: { initializer: 'xavier_uniform' },
      arguments: { gain: 2 },
      fans: { fanIn: 400, fanOut: 600 },
    });
  });
  it('counts a convolution’s kernel', () => {
    const use = at(
      method(
        'return x',
        'self.c = nn.Conv2d(64, 128, 3, groups=4)\n        nn.init.kaiming_nor¦mal_(self.c.weight)',
      ),
    );
    expect(use).toMatchObject({ fans: { fanIn: 144, fanOut: 1152, receptiveField: 9 } });
  });
  it('says nothing of fans that it cannot see', () => {
    expect(
      at(`${torch}def f(m):\n    nn.init.kaiming_nor¦mal_(m.weight, nonlinearity='relu')`),
    ).toMatchObject({
      arguments: { nonlinearity: 'relu', mode: 'fan_in', negative_slope: 0 },
      fans: { fanIn: undefined, fanOut: undefined },
    });
  });
  it('reads strings, objects and factories', () => {
    expect(at(`${keras}d = layers.Dense(8, kernel_initializer='he_nor¦mal')`)).toMatchObject({
      symbol: { initializer: 'kaiming_normal' },
      fans: { fanOut: 8 },
    });
    expect(
      at(`${keras}d = layers.Dense(8, kernel_initializer=keras.initializers.HeUni¦form())`),
    ).toMatchObject({
      symbol: { initializer: 'kaiming_uniform' },
      fans: { fanOut: 8 },
    });
    expect(
      at('from flax import nnx\nl = nnx.Linear(4, 8, kernel_init=nnx.initializers.lecun_nor¦mal(), rngs=0)'),
    ).toMatchObject({
      symbol: { initializer: 'lecun_normal' },
      fans: { fanIn: 4, fanOut: 8 },
    });
  });
  it('knows recurrent layers', () => {
    expect(at(`${torch}r = nn.LS¦TM(8, 16)`)).toMatchObject({
      kind: 'recurrent',
      symbol: { qualifiedName: 'torch.nn.LSTM' },
    });
    expect(at(`${keras}r = layers.GR¦U(16)`)).toMatchObject({
      kind: 'recurrent',
      symbol: { qualifiedName: 'keras.layers.GRU' },
    });
    expect(at(`${torch}r = nn.Lin¦ear(8, 16)`)).toMatchObject({ kind: 'layer' });
    expect(at(`${torch}r = nn.Linear(8, 1¦6)`)).toBeUndefined();
    expect(at(`${torch}r = nn.MaxPo¦ol2d(2)`)).toBeUndefined();
  });
});
