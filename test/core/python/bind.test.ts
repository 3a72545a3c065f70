import { describe, expect, it } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import type { Expression } from '../../../src/core/python/syntax';
import { expressionAt, walkUnit } from '../../../src/core/python/walk';

/** Bindings of a snippet, and the expression at the text between ⟦ and ⟧. */
function at(marked: string) {
  const start = marked.indexOf('⟦');
  const end = marked.indexOf('⟧') - 1;
  const text = marked.replace('⟦', '').replace('⟧', '');
  const module = parseModule('file:///model.py', text);
  const bindings = bind(module);
  const unit = module.unitAt(start);
  if (unit === undefined) throw new Error('no unit at the mark');
  const base = module.baseOf(unit) ?? 0;
  const expression = expressionAt({ unit, start: start - base, end: end - base });
  if (expression === undefined) throw new Error('no expression at the mark');
  return { bindings, expression };
}
const nameOf = (marked: string) => {
  const { bindings, expression } = at(marked);
  return bindings.qualifiedName(expression);
};
const valueOf = (marked: string) => {
  const { bindings, expression } = at(marked);
  return bindings.constant(expression);
};

describe('qualified names', () => {
  it.each([
    ['import torch\n⟦torch.nn.ReLU⟧()', 'torch.nn.ReLU'],
    ['import torch.nn as nn\n⟦nn.ReLU⟧()', 'torch.nn.ReLU'],
    ['from torch import nn\n⟦nn.ReLU⟧()', 'torch.nn.ReLU'],
    ['from torch.nn import ReLU as R\n⟦R⟧()', 'torch.nn.ReLU'],
    ['from torch.nn import *\n⟦ReLU⟧()', 'torch.nn.ReLU'],
    [
      'import torch.nn.functional as F\nclass A:\n  def f(self, x):\n    return ⟦F.relu⟧(x)',
      'torch.nn.functional.relu',
    ],
    ['def f():\n  import torch\n  return ⟦torch.relu⟧', 'torch.relu'],
    ['from torch import nn\nact = nn.ReLU\n⟦act⟧()', 'torch.nn.ReLU'],
    [
      'try:\n  from tensorflow import keras\nexcept ImportError:\n  import keras\n⟦keras.layers⟧',
      'tensorflow.keras.layers',
    ],
    ['try:\n  import torch\nexcept ImportError:\n  torch = None\n⟦torch.nn⟧', 'torch.nn'],
    ['from .layers import Block\n⟦Block⟧()', '.layers.Block'],
    ['from . import layers\n⟦layers.Block⟧()', '.layers.Block'],
    ['from torch import nn\n[⟦nn.ReLU⟧ for _ in range(3)]', 'torch.nn.ReLU'],
  ])('%s', (code, expected) => {
    expect(nameOf(code)).toBe(expected);
  });

  it.each([
    'class ReLU: pass\n⟦ReLU⟧()',
    'from torch import nn\ndef f(nn):\n  return ⟦nn.ReLU⟧()',
    'from torch import nn\nnn = other()\n⟦nn.ReLU⟧',
    'from torch import nn\nfor nn in things:\n  ⟦nn.ReLU⟧',
    '⟦ReLU⟧()',
    'from a import *\nfrom b import *\n⟦ReLU⟧()',
    'from torch.nn import *\n⟦print⟧(1)',
    'from torch import nn\nact = nn.ReLU\nact = nn.Tanh\n⟦act⟧()',
    'import torch\ndef f():\n  global torch\n  torch = 1\n⟦torch.nn⟧',
    'import a\na = b\nb = a\n⟦b⟧',
  ])('nothing certain: %s', (code) => {
    expect(nameOf(code)).toBeUndefined();
  });

  it('finds the class and the function that the document defines', () => {
    const { bindings, expression } = at('class Net: pass\n⟦Net⟧()');
    expect(bindings.referent(expression)).toMatchObject({ kind: 'class', definition: { name: 'Net' } });
  });
});

describe('constants', () => {
  it.each([
    ['x = ⟦-0.2⟧', -0.2],
    ['import math\nx = ⟦math.sqrt(5)⟧', Math.sqrt(5)],
    ['WIDTH = 64\nx = ⟦WIDTH * 2⟧', 128],
    ["x = ⟦'re' 'lu'⟧", 'relu'],
    ['x = ⟦2 ** 10 // 3⟧', 341],
    ['def f():\n  a = 3\n  return ⟦a⟧', 3],
    ["x = ⟦float('inf')⟧", Infinity],
    ['x = ⟦not True⟧', false],
  ])('%s', (code, expected) => {
    expect(valueOf(code)).toBe(expected);
  });
  it('folds sequences', () => {
    expect(valueOf('x = ⟦(1, 2) + (3,)⟧')).toEqual({ tuple: [1, 2, 3] });
    expect(valueOf('x = ⟦[4] * 3⟧')).toEqual({ list: [4, 4, 4] });
  });
  it.each([
    'def f(a=3):\n  return ⟦a⟧',
    'a = 1\na = 2\nx = ⟦a⟧',
    'a = 1\na += 1\nx = ⟦a⟧',
    'x = ⟦y⟧',
    'x = ⟦1 / 0⟧',
  ])('unknown: %s', (code) => {
    expect(valueOf(code)).toBeUndefined();
  });
});

describe('an edit', () => {
  it('keeps the calls of a unit that it did not touch', () => {
    const before = parseModule(
      'file:///a.py',
      'from torch import nn\na = nn.ReLU()\n\ndef f():\n  return nn.Tanh()\n',
    );
    const first = bind(before);
    const after = parseModule('file:///a.py', before.text.replace('Tanh()', 'Sigmoid( )'), before);
    const second = bind(after, first);
    const unit = after.units[1];
    if (unit === undefined) throw new Error('no unit');
    expect(second.callsIn(unit)).toBe(first.callsIn(unit));
    expect(second.callsIn(unit)).toHaveLength(1);
  });
});

describe('spelling', () => {
  it("uses the document's own import", () => {
    const { bindings, expression } = at('import torch\nfrom torch import nn\nx = ⟦1⟧');
    expect(bindings.spellingOf('torch.nn.init.zeros_', expression)).toBe('nn.init.zeros_');
    expect(bindings.spellingOf('jax.nn.relu', expression)).toBeUndefined();
  });
});

describe('walking', () => {
  it('visits every expression once', () => {
    const module = parseModule(
      'file:///a.py',
      'def f(a=1, *b: int, **c) -> int:\n  return [x + y for x in a if x] + {**c}["k"]\n',
    );
    const seen = new Set<Expression | object>();
    for (const unit of module.units)
      walkUnit(unit, (node) => {
        expect(seen.has(node)).toBe(false);
        seen.add(node);
      });
    expect(seen.size).toBeGreaterThan(12);
  });
});
