/** A layer whose way could not be followed to its end is not one without an activation: what stopped it is named, with its line. */
import { describe, expect, test } from 'vitest';
import type { EdgeRecord } from '../../../src/core/network/edges';
import { recordsOf } from './trace-of';

const head = `
import torch
from torch import nn
import torch.nn.functional as F
from elsewhere import helper, Block, table
`;

/** A module with one layer, \`self.fc\` in line 12; what its forward does begins in line 15. */
function moduleWith(forward: string, more = 'pass', parameters = ''): string {
  const body = forward.trim().replaceAll('\n', '\n        ');
  return `${head}

class Net(nn.Module):
    def __init__(self${parameters}):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        ${more}
    def forward(self, x, key=None):
        h = self.fc(x)
        ${body}
`;
}

function onlyRecord(text: string, bothWays = false): EdgeRecord {
  const records = recordsOf(text, bothWays ? { bothWays: true } : undefined);
  const [first] = records;
  if (first === undefined || records.length !== 1)
    throw new Error(`one edge expected, got ${JSON.stringify(records)}`);
  return first;
}

/** \`call helper 15\`; nothing where the way ends in view. */
function endOf(text: string): string | undefined {
  const { activation, unfollowed } = onlyRecord(text);
  expect(activation).toBeNull();
  return unfollowed && `${unfollowed.kind} ${unfollowed.name ?? '?'} ${unfollowed.line ?? '?'}`;
}

describe('what ends a way unseen', () => {
  test.each<[what: string, forward: string, end: string, more?: string, parameters?: string]>([
    ['a function of another package', 'return F.relu(helper(h))', 'call helper 15'],
    ['it behind other steps', 'h = torch.flatten(h, 1)\nreturn F.relu(helper(h, 3))', 'call helper 16'],
    [
      'a module of another package',
      'return F.relu(self.block(h))',
      'call self.block 15',
      'self.block = Block(8)',
    ],
    ['a module that is passed in', 'return self.act(h)', 'call self.act 15', 'self.act = act', ', act'],
    ['an attribute that is never set', 'return self.missing(h)', 'call self.missing 15'],
    [
      'a function that a text names',
      'return getattr(F, self.name)(h)',
      'call getattr(F, self.name) 15',
      'self.name = name',
      ', name',
    ],
    [
      'a module by a key from the data',
      'return self.acts[key](h)',
      'call self.acts[key] 15',
      'self.acts = acts',
      ', acts',
    ],
    [
      'modules that cannot be counted',
      'for act in self.acts:\n    h = act(h)\nreturn h',
      'call act 16',
      'self.acts = acts',
      ', acts',
    ],
    ['an attribute that tensors do not have', 'return F.relu(h.hidden)', 'attribute h.hidden 15'],
    [
      'a record of which nothing is known',
      'key.state = h\nreturn F.relu(helper(key).state)',
      'attribute key.state 15',
    ],
    [
      'a table by a key from the data',
      'outs = {}\nfor k in helper(): outs[k] = h\nreturn F.relu(outs.pop(key))',
      'item outs.pop 17',
    ],
    [
      'a queue',
      'self.queue.put(h)\nreturn F.relu(self.queue.get())',
      'call self.queue.put 15',
      'self.queue = helper()',
    ],
    ['numbers that leave the graph', 'return int(h.argmax(-1).item())', 'item h.argmax 15'],
    ['a function that is handed over', 'return table(h)(F.relu)', 'call table 15'],
  ])('%s', (_what, forward, end, more, parameters) => {
    expect(endOf(moduleWith(forward, more, parameters))).toBe(end);
  });

  test('in Keras and Flax', () => {
    const keras = `
import keras
from elsewhere import Custom
inputs = keras.Input((8,))
x = keras.layers.Dense(8)(inputs)
x = Custom(3)(x)
model = keras.Model(inputs, keras.layers.Activation('relu')(x))
`;
    const flax = `
from flax import linen as nn
from elsewhere import custom
class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Dense(8)(x)
        return nn.relu(custom(x))
`;
    expect(endOf(keras)).toBe('call Custom(3) 6');
    expect(endOf(flax)).toBe('call custom 8');
  });

  test('a statement that nests too deeply', () => {
    const deep = '('.repeat(600) + 'h' + ')'.repeat(600);
    expect(endOf(moduleWith(`y = F.relu(${deep})\nreturn y`))).toMatch(/^call \? \?$/);
  });
});

describe('a way that ends in view', () => {
  test.each<[what: string, forward: string]>([
    ['at the output', 'return h'],
    ['at the output, although it is logged, too', "self.log('mean', h.mean())\nhelper(h)\nreturn h"],
    [
      'at the output, although its shape is asked for',
      'helper(h.shape, h.device, len(h), h.size(0))\nreturn h.view(-1)',
    ],
  ])('has no activation: %s', (_what, forward) => {
    expect(endOf(moduleWith(forward))).toBeUndefined();
  });
});

describe('a branch that a default does not take', () => {
  test.each<[what: string, forward: string, more: string, parameters: string]>([
    [
      'by a text',
      "if self.mode == 'relu':\n    h = F.relu(h)\nreturn h",
      'self.mode = mode',
      ", mode='none'",
    ],
    ['by a number', 'if self.depth > 3:\n    h = F.relu(h)\nreturn h', 'self.depth = depth', ', depth=1'],
    ['in an expression', 'return F.relu(h) if self.mode == 1 else h', 'self.mode = mode', ', mode=0'],
  ])('is followed for what is shown: %s', (_what, forward, more, parameters) => {
    const text = moduleWith(forward, more, parameters);
    expect(onlyRecord(text, true).activation?.name).toBe('relu');
    expect(onlyRecord(text).activation).toBeNull();
  });

  test('ends the way at what only the caller knows', () => {
    const text = moduleWith(
      'if self.act is not None:\n    h = self.act(h)\nreturn h',
      'self.act = act',
      ', act=None',
    );
    expect(onlyRecord(text, true).unfollowed).toMatchObject({ kind: 'call', name: 'self.act', line: 16 });
  });

  test('is not taken where the code itself decides', () => {
    const text = moduleWith('if self.use:\n    h = F.relu(h)\nreturn h', 'self.use = 1 > 2');
    expect(onlyRecord(text, true)).toMatchObject({ activation: null });
    expect(onlyRecord(text, true).unfollowed).toBeUndefined();
  });
});
