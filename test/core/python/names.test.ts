import { describe, expect, test } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import type { Bindings } from '../../../src/core/python/names';
import { parseModule } from '../../../src/core/python/parse';
import type { Expression } from '../../../src/core/python/syntax';
import { walkUnit } from '../../../src/core/python/walk';

function read(text: string, previous?: Bindings): Bindings {
  return bind(parseModule('file:///m.py', text, previous?.module), previous);
}

/** The last expression of a document that satisfies a test, by default the last expression statement. */
function lastValue(bindings: Bindings): Expression {
  let last: Expression | undefined;
  for (const unit of bindings.module.units)
    walkUnit(unit, (node) => {
      if (node.kind === 'ExpressionStatement') last = node.value;
    });
  if (last === undefined) throw new Error('no expression statement');
  return last;
}

/** What the last expression statement of a document is called. */
function nameIn(text: string): string | undefined {
  const bindings = read(text);
  return bindings.qualifiedName(lastValue(bindings));
}

function constantIn(text: string): unknown {
  const bindings = read(text);
  return bindings.constant(lastValue(bindings));
}

describe('imported names', () => {
  test.each([
    ['import torch\ntorch.nn.ReLU', 'torch.nn.ReLU'],
    ['import torch.nn as nn\nnn.ReLU', 'torch.nn.ReLU'],
    ['import torch.nn\ntorch.nn.ReLU', 'torch.nn.ReLU'],
    ['from torch import nn\nnn.ReLU', 'torch.nn.ReLU'],
    ['from torch.nn import ReLU as R\nR', 'torch.nn.ReLU'],
    ['from torch.nn import *\nReLU', 'torch.nn.ReLU'],
    ['from .layers import ConvBlock\nConvBlock', '.layers.ConvBlock'],
    ['from . import layers\nlayers.ConvBlock', '.layers.ConvBlock'],
    ['from .. import layers as l\nl.ConvBlock', '..layers.ConvBlock'],
    ['from ...a.b import C\nC', '...a.b.C'],
    ['import torch.nn as nn\nact = nn.ReLU\nact', 'torch.nn.ReLU'],
    ['import torch.nn as nn\na, b = nn.ReLU, nn.GELU\nb', 'torch.nn.GELU'],
    ['import torch.nn as nn\nact = layer = nn.ReLU\nlayer', 'torch.nn.ReLU'],
    ['def f():\n    from torch import nn\n    nn.ReLU', 'torch.nn.ReLU'],
    ['from torch import nn\ndef f():\n    act = nn.ReLU\n    def g():\n        act', 'torch.nn.ReLU'],
    ['from torch import nn\nclass A:\n    act = nn.ReLU\n    act', 'torch.nn.ReLU'],
    ['from torch import nn\n[nn.ReLU for x in y]', undefined],
    ['import torch.nn as nn\nfrom torch import nn\nnn.ReLU', 'torch.nn.ReLU'],
  ])('%j is %s', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test.each([
    ['a parameter', 'from torch import nn\ndef f(nn):\n    nn.ReLU'],
    ['a loop variable', 'from torch import nn\nfor nn in x:\n    pass\nnn.ReLU'],
    ['a comprehension variable seen from outside the import', 'def f():\n    [ReLU for ReLU in x]\n    ReLU'],
    ['the parameter of a lambda', 'x = 1\nlambda x: x\nx.y'],
    ['a name that is bound to different things', 'from torch import nn\na = nn.ReLU\na = nn.GELU\na'],
    ['the target of with', 'with a as b:\n    b.c'],
    ['a name that augments', 'from torch import nn\nnn += 1\nnn.ReLU'],
    ['a name that defines itself', 'a = b\nb = a\na'],
    ['the name of an exception', 'import e\ntry:\n    pass\nexcept E as e:\n    e.x'],
    [
      'a class attribute, from inside a method',
      'from torch import nn\nclass A:\n    act = nn.ReLU\n    def f(self):\n        act',
    ],
    ['a builtin beside a star import', 'from torch.nn import *\nsuper'],
    ['a name beside two star imports', 'from torch.nn import *\nfrom other import *\nReLU'],
    ['an attribute of a call', 'from torch import nn\nnn.Linear(1, 2).weight'],
    ['nothing', 'ReLU'],
  ])('%s is unknown', (_what, text) => {
    expect(nameIn(text)).toBeUndefined();
  });

  test.each([
    [
      'try:\n    from torch.nn import SiLU\nexcept ImportError:\n    from .act import SiLU\nSiLU',
      'torch.nn.SiLU',
    ],
    ['try:\n    from torch.nn import SiLU\nexcept ImportError:\n    SiLU = None\nSiLU', 'torch.nn.SiLU'],
    [
      'try:\n    from torch.nn import SiLU\nexcept ImportError:\n    class SiLU:\n        pass\nSiLU',
      'torch.nn.SiLU',
    ],
    ['if x:\n    from torch import nn\nelse:\n    import torch.nn as nn\nnn', 'torch.nn'],
    ['try:\n    from a import X\nexcept ImportError:\n    from b import Y as X\nX', undefined],
  ])('fallbacks: %j', (text, name) => {
    expect(nameIn(text)).toBe(name);
  });

  test('a global that a function assigns to is unknown', () => {
    expect(nameIn('from torch import nn\ndef f():\n    global act\n    act = nn.ReLU\nact')).toBeUndefined();
  });

  test('a later import of the same name from elsewhere leaves it unknown', () => {
    expect(nameIn('from torch.nn import ReLU\nfrom own import ReLU\nReLU')).toBeUndefined();
  });

  test('an attribute that is still being typed has no name', () => {
    expect(nameIn('from torch import nn\nnn.')).toBeUndefined();
  });

  test('definitions of the document are told as such', () => {
    const bindings = read('class Net: pass\nNet');
    const referent = bindings.referent(lastValue(bindings));
    expect(referent?.kind === 'class' ? referent.definition.name : undefined).toBe('Net');
  });

  test('imported modules come with the packages that hold them', () => {
    const { importedModules } = read(
      'import torch.nn.functional as F\nfrom tensorflow import keras\nfrom . import a',
    );
    for (const name of ['torch', 'torch.nn', 'torch.nn.functional', 'tensorflow', 'tensorflow.keras', '.'])
      expect(importedModules).toContain(name);
  });
});

describe('calls', () => {
  test('are listed by unit in source order with their qualified names', () => {
    const bindings = read('from torch import nn\nm = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), own())');
    const unit = bindings.module.units[1];
    if (unit === undefined) throw new Error('no unit');
    expect(bindings.callsIn(unit).map(({ qualifiedName }) => qualifiedName)).toEqual([
      'torch.nn.Sequential',
      'torch.nn.Linear',
      'torch.nn.ReLU',
    ]);
  });

  test('are kept between versions while imported names mean the same, and found anew when they do not', () => {
    const first = read('from torch import nn\nprint(1)\nm = nn.ReLU()');
    const unit = first.module.units[2];
    if (unit === undefined) throw new Error('no unit');
    const calls = first.callsIn(unit);
    const second = read('from torch import nn\nprint(22)\nm = nn.ReLU()', first);
    expect(second.callsIn(unit)).toBe(calls);
    const third = read('from flax import nn\nprint(22)\nm = nn.ReLU()', second);
    expect(third.callsIn(unit).map(({ qualifiedName }) => qualifiedName)).toEqual(['flax.nn.ReLU']);
  });
});

describe('constants', () => {
  test.each([
    ['1', 1],
    ['0.', 0],
    ['-0.2', -0.2],
    ['1_000', 1000],
    ['0x10', 16],
    ['2 ** 0.5', Math.SQRT2],
    ['7 // 2', 3],
    ['-7 // 2', -4],
    ['-7 % 3', 2],
    ['1 << 4', 16],
    ["'a' 'b'", 'ab'],
    ["'a' + 'b'", 'ab'],
    ['True', true],
    ['None', null],
    ['not 0', true],
    ['(1, 2)', { tuple: [1, 2] }],
    ['[1, (2,)]', { list: [1, { tuple: [2] }] }],
    ['import math\nmath.sqrt(5)', Math.sqrt(5)],
    ['from math import sqrt, pi\nsqrt(2 / pi)', Math.sqrt(2 / Math.PI)],
    ['import numpy as np\nnp.log(2)', Math.log(2)],
    ["float('inf')", Infinity],
    ["float('-inf')", -Infinity],
    ['slope = 0.1\nslope', 0.1],
    ['def f():\n    a = 2\n    a * 3', 6],
    ['1 if True else 2', 1],
  ])('%j is %j', (text, value) => {
    expect(constantIn(text)).toEqual(value);
  });

  test.each([
    '1 / 0',
    'a',
    'a = 1\na = 2\na',
    'a = 1\na += 1\na',
    'def f(a=1):\n    a',
    '1j',
    "b'x'",
    'f(1)',
    'a = a\na',
    "f'{x}'",
    '...',
  ])('%j is none', (text) => {
    expect(constantIn(text)).toBeUndefined();
  });

  test('a chain of names that doubles at each step is folded in no time, a longer one given up', () => {
    const many = Array.from({ length: 100 }, (_, index) => `a${index + 1} = a${index} + a${index}`);
    expect(constantIn(`a0 = 1\n${many.join('\n')}\na100`)).toBeUndefined();
    const lines = Array.from({ length: 20 }, (_, index) => `a${index + 1} = a${index} + a${index}`);
    expect(constantIn(`a0 = 1\n${lines.join('\n')}\na20`)).toBe(2 ** 20);
  });
});

describe('spelling', () => {
  test.each([
    ['import torch.nn as nn', 'torch.nn.init.kaiming_normal_', 'nn.init.kaiming_normal_'],
    ['import torch\nimport torch.nn as nn', 'torch.nn.ReLU', 'nn.ReLU'],
    ['import torch', 'torch.nn.ReLU', 'torch.nn.ReLU'],
    ['from torch.nn import init', 'torch.nn.init.zeros_', 'init.zeros_'],
    ['from torch.nn import ReLU as R', 'torch.nn.ReLU', 'R'],
    ['from torch.nn import *', 'torch.nn.ReLU', 'ReLU'],
    ['import numpy', 'torch.nn.ReLU', undefined],
    ['import torch.nn as nn\nnn = 3', 'torch.nn.ReLU', undefined],
  ])('%j spells %s as %s', (text, name, spelling) => {
    const bindings = read(`${text}\nhere`);
    expect(bindings.spellingOf(name, lastValue(bindings))).toBe(spelling);
  });
});
