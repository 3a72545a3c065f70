/**
 * One question, one answer: what a program hears does not depend on which other files are given with it, nor on their order. The command
 * line's linter reads all textbook programs and some that depend on each other, each alone, and all in several orders.
 */
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FileLinter } from '../../src/cli/lint-files';
import { randomFrom } from '../fuzz/random';

const configuration = { select: undefined, ignore: [], severity: {} };
const asks = (module: string): string => `
import torch.nn.functional as F
from torch import nn
from ${module} import act, gate

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)

    def forward(self, x, y):
        return F.cross_entropy(act(self.a(x)), y) + F.cross_entropy(gate(self.b(x)), y)
`;
const cases: Readonly<Record<string, string>> = {
  'callback.py': `
import tensorflow as tf

class Monitor(tf.keras.callbacks.Callback):
    def __init__(self, model, images):
        super().__init__()
        self.watched, self.images = model, images

model = tf.keras.Sequential([
    tf.keras.layers.Dense(128, input_shape=(32,)),
    tf.keras.layers.Dense(128, activation='relu'),
    tf.keras.layers.Dense(10),
])
monitor = Monitor(model, None)
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy')
`,
  'sequence.py': `
import keras

class Batches(keras.utils.Sequence):
    def __init__(self, model):
        self.model = model

    def __getitem__(self, index):
        return self.model.predict(index)

model = keras.Sequential([keras.layers.Dense(1, activation='softmax')])
batches = Batches(model)
`,
  'keeper.py': `
import torch
from torch import nn
from networks import build

class Trainer:
    def __init__(self):
        self.model = build()
        self.loss = nn.CrossEntropyLoss()

    def step(self, x, y):
        return self.loss(self.model(x), y)

trainer = Trainer()
`,
  'networks.py': `
from torch import nn
from layers import head

def build():
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), head())
`,
  'layers.py': `
from torch import nn

def head():
    return nn.Sequential(nn.Linear(16, 4), nn.Softmax(dim=1))
`,
  'uses_callback.py': `
from callback import Monitor, model
import tensorflow as tf
other = tf.keras.Sequential([tf.keras.layers.Dense(1, activation='softmax')])
watch = Monitor(other, None)
`,
  // Modules that import names from one another: whose own definition is meant depends in Python, too, on which is imported first.
  'ring_one.py': `
import torch

def act(x):
    return torch.relu(x)

def gate(x):
    return torch.sigmoid(x)

from ring_two import act, gate
`,
  'ring_two.py': `
import torch

def act(x):
    return torch.softmax(x, -1)

from ring_one import act, gate

def gate(x):
    return torch.softmax(x, -1)
`,
  'asks_one.py': asks('ring_one'),
  'asks_two.py': asks('ring_two'),
};

let folder: string;
let files: readonly string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'activation-lens-order-'));
  cpSync(new URL('./textbook/', import.meta.url), folder, { recursive: true });
  mkdirSync(join(folder, 'cases'));
  for (const [name, text] of Object.entries(cases)) writeFileSync(join(folder, 'cases', name), text);
  files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Answers = ReadonlyMap<string, string>;
function answersIn(order: readonly string[], linterOf: (root: string) => FileLinter): Answers {
  return new Map(
    order.map((name) => {
      const absolute = join(folder, name);
      const findings = linterOf(folder).lint({ absolute, shown: name, configuration });
      return [name, JSON.stringify(findings)];
    }),
  );
}

const newLinter = (root: string): FileLinter =>
  new FileLinter(
    { roots: [root], mending: undefined, contents: new Map(), notesDependencies: true },
    (line) => {
      throw new Error(line);
    },
  );

describe('findings', () => {
  it('are the same alone and among others in any order', () => {
    const alone = answersIn(files, newLinter);
    expect(alone.get(join('cases', 'callback.py'))).toMatch(
      /missing-nonlinearity.*probability-loss-wrong-input/s,
    );
    expect(alone.get(join('cases', 'sequence.py'))).toContain('softmax-single-unit');
    for (const name of ['asks_one.py', 'asks_two.py'])
      expect(alone.get(join('cases', name))?.match(/softmax-before-cross-entropy/g)).toHaveLength(1);
    for (const seed of [1, 2, 3, 4]) {
      const random = randomFrom(seed);
      const order = files
        .map((name) => ({ name, rank: random.below(1e9) }))
        .sort((one, other) => one.rank - other.rank)
        .map(({ name }) => name);
      const shared = newLinter(folder);
      for (const [name, answer] of answersIn(order, () => shared))
        expect({ seed, name, answer }).toEqual({ seed, name, answer: alone.get(name) });
    }
  });
});
