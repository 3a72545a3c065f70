import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { ruleMetas } from '../../../src/core/lint/registry';
import { proposalFor } from '../../../src/core/signal/proposal';
import { summaryOf, summaryPhrase } from '../../../src/core/signal/summary';
import { english } from '../../../src/core/phrase';
import { signalOfModel } from '../../../src/server/panel/signal-model';

const configuration = { select: undefined, ignore: [], severity: {} };

function models(code: string) {
  return createLensService().update('file:///model.py', 1, code).models();
}
/** What the suggestions of the first model's findings make of it. */
function proposalIn(code: string) {
  const lens = createLensService().update('file:///model.py', 1, code);
  const [model] = lens.models();
  return model && proposalFor(model, lens, lens.findings(configuration), createLensService());
}
const stack = (initializer: string, activation: string): string => `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(256, 256), ${activation},
            nn.Linear(256, 256), ${activation},
            nn.Linear(256, 256), ${activation},
        )
        for m in self.modules():
            if isinstance(m, nn.Linear):
                ${initializer}

    def forward(self, x):
        return self.layers(x)
`;
const xavier = 'nn.init.xavier_uniform_(m.weight)';

describe('the Signal tab', () => {
  it('gives what PyTorch measures of Xavier before ReLU, and of He', () => {
    const [model] = models(stack(xavier, 'nn.ReLU()'));
    if (model === undefined) throw new Error('no model');
    const signal = signalOfModel(model, () => undefined);
    expect(signal?.name).toBe('Net');
    const proposal = proposalIn(stack(xavier, 'nn.ReLU()'));
    expect(proposal?.fixes.map(({ rule }) => rule)).toEqual(['relu-xavier-init']);
    expect(proposal?.fixes[0]?.title).toMatch(/^Use He initialisation/);
    expect(signal?.layers.map(({ activation, initializer }) => [activation, initializer])).toEqual(
      Array.from({ length: 3 }, () => ['relu', 'Xavier uniform']),
    );
    // PyTorch 2.13, mean of 20 seeds: RMS over 512 inputs, of the values less their mean over the inputs.
    const measured = {
      now: [0.583, 0.36, 0.226],
      recommended: [0.825, 0.712, 0.632],
      size: [0.707, 0.507, 0.36],
    };
    for (const [index, { forward, size }] of (signal?.layers ?? []).entries()) {
      expect(Number(forward.now) / (measured.now[index] ?? NaN)).toBeCloseTo(1, 1);
      expect((proposal?.signal[index] ?? NaN) / (measured.recommended[index] ?? NaN)).toBeCloseTo(1, 1);
      expect(Number(size) / (measured.size[index] ?? NaN)).toBeCloseTo(1, 1);
    }
    // The last layer is the model's answer, so the figure above the model is that of the two in front of it.
    expect(summaryOf(model)).toEqual({ layers: 2, factor: signal?.layers[1]?.forward.now });
  });

  it('takes the slope of a leaky rectifier into account', () => {
    const code = stack(xavier, 'nn.LeakyReLU(0.5)');
    const [model] = models(code);
    const signal = model && signalOfModel(model, () => undefined);
    const [now, better] = [signal?.layers.at(-1)?.forward.now, proposalIn(code)?.signal.at(-1)];
    // He for slope 1/2 multiplies each layer's weights by √(2/(1 + 1/4)); biases of 1/256 hardly count.
    expect(Number(better) / Number(now)).toBeCloseTo(1.6 ** 1.5, 1);
  });

  it('recommends nothing where Xavier stands before tanh, nor where a suggestion moves no figure', () => {
    expect(proposalIn(stack(xavier, 'nn.Tanh()'))).toBeUndefined();
    const normed = `import torch.nn as nn
net = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 64))
`;
    const lens = createLensService().update('file:///model.py', 1, normed);
    const findings = lens.findings({ ...configuration, select: ruleMetas.map(({ name }) => name) });
    expect(findings.map(({ rule }) => rule)).toContain('bias-before-batchnorm');
    const [model] = lens.models();
    expect(model && proposalFor(model, lens, findings, createLensService())).toBeUndefined();
  });

  it('sends the gradient back through the outputs that a layer has', () => {
    const [model] = models(
      `import torch.nn as nn
net = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
`,
    );
    const signal = model && signalOfModel(model, () => undefined);
    // Var(w) = 1/300 on 10 outputs, then half of ReLU's slopes.
    expect(signal?.layers[0]?.backward.now).toBeCloseTo(Math.sqrt((10 / 100 / 3) * 0.5), 9);
  });

  it('shows a single layer, of which nothing is said above the model', () => {
    const [model] = models('import torch.nn as nn\nnet = nn.Sequential(nn.Linear(2, 2), nn.ReLU())\n');
    if (model === undefined) throw new Error('no model');
    expect(signalOfModel(model, () => undefined)?.layers).toHaveLength(1);
    expect(summaryOf(model)).toBeUndefined();
  });

  const signalOf = (code: string, name?: string) => {
    const found = models(code).find((model) => name === undefined || model.name === name);
    const signal = found && signalOfModel(found, () => undefined);
    if (signal === undefined) throw new Error('no signal');
    return signal;
  };
  it('shows every layer of a residual network, and the sum where the next block takes it', () => {
    const signal = signalOf(
      `import torch.nn as nn

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 64)
        self.fc2 = nn.Linear(64, 64)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.kaiming_normal_(m.weight)

    def forward(self, x):
        return x + self.fc2(nn.functional.relu(self.fc1(x)))

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Block(), Block())

    def forward(self, x):
        return self.body(x)
`,
      'Net',
    );
    expect(signal.layers.map(({ name }) => name)).toEqual([
      'body.0.fc1',
      'body.0.fc2',
      'body.1.fc1',
      'body.1.fc2',
    ]);
    // The second layer of a block doubles what ReLU halved in front of it, and the sum adds what went in; biases add a little.
    const sizes = signal.layers.map(({ size }) => Number(size) ** 2);
    for (const [index, value] of [1, 3, 3, 9].entries())
      expect((sizes[index] ?? NaN) / value).toBeCloseTo(1, 1);
    expect(signal.layers.map(({ follows }) => follows)).toEqual([[], [0], [1], [2]]);
    expect(signal.cut).toBe(false);
    expect(signal.layers.map(({ trunk }) => trunk)).toEqual([false, true, false, true]);
    expect(signal.complete).toBe(true);
  });

  it('knows the layers behind a norm whatever is in front of it', () => {
    const signal = signalOf(`import torch.nn as nn
net = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 64), nn.Softmax(-1))
`);
    expect(signal.layers[0]?.size).toBeCloseTo(Math.SQRT1_2, 3);
    // PyTorch starts with a third of 1/fan_in, weights and biases; the softmax at the end is left out.
    expect(signal.layers[1]?.size).toBeCloseTo(Math.sqrt(0.5 / 3 + 1 / 3 / 64), 3);
  });

  it('tells what begins anew from what is not finite', () => {
    const huge = `import torch.nn as nn
net = nn.Sequential(${Array.from({ length: 40 }, () => 'nn.Linear(1000, 1000)').join(', ')})
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, std=1e5)
`;
    expect(signalOf(huge).layers.at(-1)?.forward.now).toBe('not-finite');
    const unknown = signalOf(`import torch.nn as nn
def make(width):
    net = nn.Sequential(nn.Linear(width, 8), nn.ReLU(), nn.Linear(8, 8))
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=0.1)
    return net
`);
    expect(unknown.layers.map(({ forward }) => forward.now)).toEqual([
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(unknown.layers[0]?.forward.stretch).not.toBe(0);
    expect(unknown.stops.map(({ what }) => what)).toEqual(['nn.Linear']);
  });
});

describe('recurrent models', () => {
  it('have figures and no stop', () => {
    const [model] = models(`import torch.nn as nn

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(64, 64)
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.head(y)
`);
    const signal = model && signalOfModel(model, () => undefined);
    expect(signal?.layers.map(({ forward }) => typeof forward.now)).toEqual(['number', 'number']);
    expect(signal?.layers.map(({ backward }) => typeof backward.now)).toEqual(['number', 'number']);
    expect(signal?.stops).toEqual([]);
  });
});

describe('where the signal begins and ends', () => {
  const signalOf = (code: string) => {
    const [model] = models(code);
    return (
      model &&
      signalOfModel(model, ({ unit, start }) => ({
        uri: unit.uri,
        range: { start, end: start },
        writable: [],
        label: `model.py:${start}`,
      }))
    );
  };

  it.each([
    ['nn.Softmax(dim=-1)', true],
    ['nn.LogSoftmax(dim=-1)', true],
    ['nn.Sigmoid()', true],
    ['nn.Tanh()', false],
  ])('is counted before a final %s: %s', (last, isCut) => {
    const code = `import torch.nn as nn
net = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 100), ${last})
`;
    const without = signalOf(code.replace(`, ${last}`, ''));
    const signal = signalOf(code);
    expect(signal?.cut).toBe(isCut);
    const figures = (layers = signal?.layers) => layers?.map(({ forward, backward }) => [forward, backward]);
    if (isCut) expect(figures()).toEqual(figures(without?.layers));
    else expect(figures()).not.toEqual(figures(without?.layers));
  });

  it('has a gradient for a Keras classifier that ends in softmax', () => {
    const signal = signalOf(`import keras
from keras import layers
model = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(512, activation="relu"),
    layers.Dense(512, activation="relu"),
    layers.Dense(10, activation="softmax"),
])
`);
    expect(signal?.layers.map(({ backward }) => typeof backward.now)).toEqual(['number', 'number', 'number']);
  });

  it('stays where a sigmoid inside the model gates something', () => {
    const signal = signalOf(`import torch
import torch.nn as nn

class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(64, 64)
        self.b = nn.Linear(64, 64)

    def forward(self, x):
        return torch.sigmoid(self.a(x)) * self.b(x)
`);
    expect(signal?.cut).toBe(false);
  });

  it('says where it cannot be followed, and begins anew behind it', () => {
    const code = `import torch.nn as nn
from somewhere import scan

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(64, 64)
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        y = scan(self.embed(x))
        return self.head(y)
`;
    const signal = signalOf(code);
    expect(signal?.stops.map(({ what }) => what)).toEqual(['scan']);
    expect(signal?.stops.map(({ directions }) => directions)).toEqual([['forward', 'backward']]);
    expect(signal?.layers.map(({ forward }) => forward.stretch === 0)).toEqual([true, false]);
    expect(signal?.layers.map(({ forward }) => typeof forward.now)).toEqual(['number', 'number']);
    expect(signal?.layers.map(({ backward }) => typeof backward.now)).toEqual(['number', 'number']);
    expect(signal?.stops[0]?.origin).not.toBeNull();
    const inside = createLensService().update('file:///model.py', 1, code).modelsNear(code.indexOf('y = '));
    expect(inside[0]?.name).toBe('Tagger');
  });

  it('says nothing of what stands behind the last layer', () => {
    const code = `import torch.nn as nn
from torch.distributions import Categorical

class Agent(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 64), nn.Tanh())
        self.head = nn.Linear(64, 4)

    def forward(self, x):
        probs = Categorical(logits=self.head(self.body(x)))
        action = probs.sample()
        return action, probs.log_prob(action)
`;
    const signal = signalOf(code);
    expect(signal?.stops).toEqual([]);
    expect(signal?.layers.map(({ backward }) => typeof backward.now)).toEqual(['number', 'number']);
  });
});

describe('the line above a model', () => {
  it.each([
    [{ layers: 12, factor: 0.0213 }, '12 layers · signal falls to 2.1 %'],
    [{ layers: 1, factor: 0.5 }, '1 layer · signal falls to 50 %'],
    [{ layers: 1, factor: undefined }, '1 layer · signal not known at the end'],
    [{ layers: 12, factor: 3.04e-9 }, '12 layers · signal falls to 3.0e-7 %'],
    [{ layers: 3, factor: 1.012 }, '3 layers · signal stays at 100 %'],
    [{ layers: 8, factor: 40 }, '8 layers · signal grows to 4000 %'],
    [{ layers: 8, factor: 0 }, '8 layers · signal falls to 0 %'],
    [{ layers: 8, factor: undefined }, '8 layers · signal not known at the end'],
  ])('says of %j: %s', (summary, words) => {
    expect(english(summaryPhrase(summary))).toBe(words);
  });
});
