import { describe, expect, it } from 'vitest';
import { activationHover } from '../../../src/core/hover';
import { createLensService } from '../../../src/core/service';

const configured = `import torch
from torch import nn
from dataclasses import dataclass
from transformers.activations import ACT2FN


@dataclass
class Config:
    hidden_act: str = "silu"


class MLP(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.up = nn.Linear(64, 64)
        self.down = nn.Linear(64, 64)
        self.act_fn = ACT2FN[config.hidden_act]

    def forward(self, x):
        return self.down(self.act_fn(self.up(x)))
`;

const looped = `import torch
from torch import nn


class SquaredReLU(nn.Module):
    def __init__(self, scale=1.0):
        super().__init__()
        self.scale = scale

    def forward(self, x):
        return self.scale * torch.relu(x) ** 2


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(64, 64) for _ in range(3))
        self.acts = nn.ModuleList(SquaredReLU(3.0) for _ in range(3))

    def forward(self, x):
        for layer, act in zip(self.layers, self.acts):
            x = layer(act(x))
        return x
`;

const keras = `import keras
from keras import layers


class Gated(layers.Layer):
    def __init__(self, units, activation="gelu", **kwargs):
        super().__init__(**kwargs)
        self.value = layers.Dense(units)
        self.activation = keras.activations.get(activation)

    def call(self, x):
        return self.activation(self.value(x))
`;

const document = (code: string) => createLensService().update('file:///model.py', 1, code);

describe('what only following the model tells of a name', () => {
  it.each([
    ['where it is called', 'act_fn(self'],
    ['where it is bound', 'act_fn = '],
    ['in the table that it is taken from', 'ACT2FN['],
  ])("names the activation that a configuration's default chooses, %s", (_, needle) => {
    const use = document(configured).activationAt(configured.indexOf(needle));
    expect(use).toMatchObject({ id: 'silu', api: '', traced: { assumed: 'hidden_act="silu"' } });
    expect(use && activationHover(use, { detail: 'short' })).toContain(
      'with the default `hidden_act="silu"`',
    );
  });

  const table = (made: string, taken: string) => `from torch import nn
ACTS = {"relu": ${made === 'class' ? 'nn.ReLU' : 'nn.ReLU()'}, "leaky": ${made === 'class' ? 'nn.LeakyReLU' : 'nn.LeakyReLU(0.2)'}}
class Net(nn.Module):
    def __init__(self, kind="relu"):
        super().__init__()
        acts = {"relu": ${made === 'class' ? 'nn.ReLU' : 'nn.ReLU()'}, "leaky": ${made === 'class' ? 'nn.LeakyReLU' : 'nn.LeakyReLU(0.2)'}}
        self.stack = nn.Sequential(nn.Linear(4, 4), ${taken}, nn.Linear(4, 1))
    def forward(self, x):
        return self.stack(x)
net = Net("leaky")
`;
  it.each([
    ['object', 'acts[kind]'],
    ['object', 'ACTS[kind]'],
    ['class', 'acts[kind](0.2)'],
    ['class', 'ACTS[kind](0.2)'],
  ])('names what is taken from a table of %ss of the code, %s', (made, taken) => {
    const code = table(made, taken);
    const use = document(code).activationAt(code.indexOf(`, ${taken}`) + 3);
    expect(use).toMatchObject({ id: 'leaky_relu', parameters: { alpha: 0.2 } });
  });

  it('names what Keras gets by the default of an argument', () => {
    const use = document(keras).activationAt(keras.indexOf('activation(self.value'));
    expect(use?.id).toBe('gelu');
  });

  it('underlines the name alone, so that nothing is written over', () => {
    const use = document(configured).activationAt(configured.indexOf('act_fn(self'));
    const name = 'self.act_fn';
    const start = configured.indexOf('self.act_fn(self');
    expect(use?.range).toEqual({ start, end: start + name.length });
  });

  it('says nothing where instances differ', () => {
    const two = `${configured}\n\nclass Both(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = MLP(Config())\n        self.b = MLP(Config(hidden_act="relu"))\n\n    def forward(self, x):\n        return self.b(self.a(x))\n`;
    expect(document(two).activationAt(two.indexOf('act_fn(self'))).toBeUndefined();
  });

  it("draws a function of one's own by the instance that a loop calls", () => {
    const use = document(looped).functionAt(looped.indexOf('act(x)') + 1);
    if (use?.result.kind !== 'curve') throw new Error('no curve');
    expect(use.title).toBe('SquaredReLU(scale=3.0)');
    expect(use.result.evaluate(2).value).toBe(12);
    expect(use.at.start).toBe(looped.indexOf('act(x)'));
  });

  it('is nothing on a layer', () => {
    expect(document(looped).activationAt(looped.indexOf('layer(act') + 1)).toBeUndefined();
  });
});
