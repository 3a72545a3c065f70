import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/core/network/graph';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { createLensService, type LensDocument } from '../../../src/core/service';
import { signalOf } from '../../../src/core/tensors';
import { changedModel } from '../../../src/core/what-if/changed';
import { changesFrom, choicesFor, presetsFor } from '../../../src/core/what-if/choices';
import type { Changes } from '../../../src/core/what-if/changes';
import { codeFor } from '../../../src/core/what-if/code';

const root = join(import.meta.dirname, '../../..');
const example = (name: string) => readFileSync(join(root, 'examples', name), 'utf8');
const opened = (text: string): LensDocument => createLensService().update('file:///m.py', 1, text);
const largest = (document: LensDocument): Model => {
  const [first] = [...document.models()].sort((one, other) => other.nodes.length - one.nodes.length);
  if (first === undefined) throw new Error('no model');
  return first;
};
const curve = (model: Model) => {
  const { signal, gradient } = signalOf(model);
  return model.nodes.flatMap(({ index, kind }) =>
    kind === 'input' ? [] : [[signal(index)?.value, gradient(index)?.value]],
  );
};

const deep = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*[block() for _ in range(8)])
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(self.layers(x))

def block():
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU())

net = Net()
`;

const functional = `import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.head = nn.Linear(64, 64), nn.Linear(64, 64), nn.Linear(64, 10)

    def forward(self, x):
        return self.head(F.relu(self.b(F.relu(self.a(x), inplace=True))))
`;

describe('changes written into the code', () => {
  it.each<[string, string, Changes]>([
    ['the example', example('xavier_relu_mlp.py'), { initializer: 'he' }],
    ['the example', example('xavier_relu_mlp.py'), { initializer: 'lecun', activation: 'selu' }],
    ['the example', example('xavier_relu_mlp.py'), { activation: 'tanh' }],
    ['the example', example('xavier_relu_mlp.py'), { initializer: 'orthogonal' }],
    ['a stack by default', deep, { initializer: 'he' }],
    ['a stack by default', deep, { initializer: 'xavier', activation: 'tanh' }],
    ['a function', functional, { activation: 'gelu' }],
    ['Keras', example('keras_glorot_relu.py'), { initializer: 'lecun' }],
    ['Keras', example('keras_glorot_relu.py'), { activation: 'tanh' }],
    ['Flax', example('flax_mlp.py'), { initializer: 'he' }],
  ])('%s with %#: traces to the predicted curve and says nothing of initialisers', (_, text, changes) => {
    const document = opened(text);
    const model = largest(document);
    const { edits, written } = document.editsFor(model, changes);
    expect(written).toEqual(changes);
    const after = opened(applyEdits(text, edits));
    expect(after.syntaxErrors).toEqual([]);
    const predicted = curve(changedModel(model, changes));
    const traced = curve(largest(after));
    expect(traced).toHaveLength(predicted.length);
    for (const [step, figures] of traced.entries())
      for (const [kind, figure] of figures.entries()) {
        const expected = predicted[step]?.[kind];
        if (figure === undefined) expect(expected).toBeUndefined();
        else expect(figure / (expected ?? Number.NaN)).toBeCloseTo(1, 6);
      }
    if (changes.initializer === 'he' || changes.activation === 'selu')
      expect(
        after
          .findings(defaultConfiguration)
          .map(({ rule }) => rule)
          .filter((rule) => /init/.test(rule)),
      ).toEqual([]);
  });

  it('writes what it can and says what that is', () => {
    const document = opened(example('xavier_relu_mlp.py'));
    const model = largest(document);
    const { edits, written } = document.editsFor(model, {
      initializer: 'normal',
      activation: 'gelu',
      depth: 12,
    });
    expect(written).toEqual({ activation: 'gelu' });
    expect(edits.map(({ newText }) => newText)).toEqual(['nn.GELU()']);
    const code = codeFor(model, { initializer: 'normal', depth: 12, norm: { kind: 'rms', place: 'before' } });
    expect(code).toContain('nn.init.normal_(module.weight, mean=0.0, std=0.02)');
    expect(code).toContain('depth = 12');
    expect(code).toContain('x = activation(norm(layer(x)))');
  });

  it('leaves alone a line that makes an output’s activation, too', () => {
    const text = `from torch import nn\nfor_all = nn.Sigmoid()\nnet = nn.Sequential(nn.Linear(4, 4), for_all, nn.Linear(4, 4), for_all)\n`;
    const document = opened(text);
    expect(document.editsFor(largest(document), { activation: 'relu' })).toEqual({ edits: [], written: {} });
  });
});

describe('what is offered', () => {
  const asked = (text: string) => {
    const model = largest(opened(text));
    return { model, choices: new Map(choicesFor(model).map((choice) => [choice.question, choice])) };
  };

  it('is what the graph allows', () => {
    const { model, choices } = asked(example('xavier_relu_mlp.py'));
    expect(choices.get('depth')?.now?.values).toEqual([5]);
    expect(choices.get('residual')?.offered.map(({ value }) => value)).toEqual(['on']);
    expect(choices.get('residualScale')?.offered).toEqual([]);
    expect(choices.get('residualScale')?.reason?.template).toBe('There is no residual branch.');
    expect(choices.get('width')?.reason).toBeUndefined();
    expect(presetsFor(model).map(({ answers }) => answers)).toContainEqual({ initializer: 'he' });
  });

  it('has a reason where it does not', () => {
    const { choices } = asked(
      'from torch import nn\nnet = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))\n',
    );
    expect(choices.get('depth')?.offered).toEqual([]);
    expect(choices.get('depth')?.reason?.template).toBe('Nothing repeats in this model.');
    const gpt = asked(readFileSync(join(root, 'test/reference/what-if/gpt.py'), 'utf8'));
    expect(gpt.choices.get('depth')?.now?.values).toEqual([12]);
    expect(gpt.choices.get('width')?.reason?.template).toMatch(/reshape/);
    expect(gpt.choices.get('residualScale')?.offered.map(({ value }) => value)).toEqual(['on']);
    expect(gpt.choices.get('residual')?.offered.map(({ value }) => value)).toEqual(['off']);
  });

  it('takes no answer that is not offered', () => {
    const { model } = asked(example('xavier_relu_mlp.py'));
    expect(
      changesFrom(model, { initializer: 'he', depth: '12', residualScale: 'on', norm: 'nonsense' }),
    ).toEqual({
      initializer: 'he',
      depth: 12,
    });
  });

  it('gives further blocks names and weights of their own, and fewer blocks their outputs', () => {
    const { model } = asked(readFileSync(join(root, 'test/reference/what-if/gpt.py'), 'utf8'));
    const more = changedModel(model, { depth: 24 });
    const layers = more.nodes.flatMap((node) => (node.kind === 'layer' ? [node] : []));
    expect(layers.map(({ path }) => path)).toContain('blocks.23.down');
    expect(new Set(layers.map(({ instance }) => instance)).size).toBe(layers.length);
    const fewer = changedModel(model, { depth: 3 });
    expect(fewer.nodes.filter(({ path }) => path?.endsWith('.down')).map(({ path }) => path)).toEqual([
      'blocks.0.down',
      'blocks.1.down',
      'blocks.2.down',
    ]);
    for (const { index, inputs } of fewer.nodes)
      for (const input of inputs) expect(input).toBeLessThan(index);
  });
});
