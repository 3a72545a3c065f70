import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { signalFactorOf, signalOfModel } from '../../src/extension/signal-model';

function models(code: string) {
  return createLensService().update('file:///model.py', 1, code).models();
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
  it('shows that Xavier halves the signal at every ReLU, and that He keeps it', () => {
    const [model] = models(stack(xavier, 'nn.ReLU()'));
    if (model === undefined) throw new Error('no model');
    const signal = signalOfModel(model, () => undefined);
    expect(signal?.name).toBe('Net');
    expect(signal?.recommendation).toBe('He');
    expect(signal?.layers.map(({ activation, initializer }) => [activation, initializer])).toEqual(
      Array.from({ length: 3 }, () => ['relu', 'xavier_uniform']),
    );
    const now = signal?.layers.map(({ forward }) => forward.now ?? Number.NaN) ?? [];
    for (const [index, value] of now.entries()) expect(value).toBeCloseTo(0.5 ** (index + 1), 9);
    for (const { forward } of signal?.layers ?? []) expect(forward.recommended).toBeCloseTo(1, 9);
    expect(signalFactorOf(model)).toEqual({ layers: 3, factor: expect.closeTo(0.125, 9) as number });
  });

  it('takes the slope of a leaky rectifier into account', () => {
    const [model] = models(stack(xavier, 'nn.LeakyReLU(0.5)'));
    const signal = model && signalOfModel(model, () => undefined);
    expect(signal?.layers.at(-1)?.forward.now).toBeCloseTo(((1 + 0.25) / 2) ** 3, 9);
    expect(signal?.layers.at(-1)?.forward.recommended).toBeCloseTo(1, 9);
  });

  it('recommends Xavier for tanh', () => {
    const [model] = models(stack(xavier, 'nn.Tanh()'));
    const signal = model && signalOfModel(model, () => undefined);
    expect(signal?.recommendation).toBe('Xavier');
    expect(signal?.layers[0]?.forward.now).toBe(signal?.layers[0]?.forward.recommended);
  });

  it('sends the gradient back through the outputs that a layer has', () => {
    const [model] = models(
      `import torch.nn as nn
net = nn.Sequential(nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10))
`,
    );
    const signal = model && signalOfModel(model, () => undefined);
    // Var(w) = 1/100 on 10 outputs, then half of ReLU's slopes.
    expect(signal?.layers[0]?.backward.recommended).toBeCloseTo(0.1 * 0.5, 9);
  });

  it('has nothing to show for a single layer', () => {
    const [model] = models('import torch.nn as nn\nnet = nn.Sequential(nn.Linear(2, 2), nn.ReLU())\n');
    expect(model && signalOfModel(model, () => undefined)).toBeUndefined();
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
    // The second layer of a block doubles what ReLU halved in front of it, and the sum adds what went in.
    expect(signal.layers.map(({ forward }) => forward.now)).toEqual(
      [1, 3, 3, 9].map((value) => expect.closeTo(value, 9) as number),
    );
    expect(signal.layers.map(({ follows }) => follows)).toEqual([[], [0], [1], [2]]);
    expect(signal.assumptions).toEqual(['sums']);
    expect(signal.complete).toBe(true);
  });

  it('knows the layers behind a norm whatever is in front of it', () => {
    const signal = signalOf(`import torch.nn as nn
net = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 64), nn.Softmax(-1))
`);
    expect(signal.layers[0]?.forward.now).toBeCloseTo(0.5, 9);
    // PyTorch starts with a third of 1/fan_in; the softmax at the end is left out.
    expect(signal.layers[1]?.forward.now).toBeCloseTo(0.5 / 3, 9);
  });

  it('tells what is not known from what is not finite', () => {
    const huge = `import torch.nn as nn
net = nn.Sequential(${Array.from({ length: 40 }, () => 'nn.Linear(1000, 1000)').join(', ')})
for m in net.modules():
    if isinstance(m, nn.Linear):
        nn.init.normal_(m.weight, std=1e5)
`;
    expect(signalOf(huge).layers.at(-1)?.forward).toEqual({ now: 'not-finite', recommended: 1 });
    const unknown = signalOf(`import torch.nn as nn
def make(width):
    net = nn.Sequential(nn.Linear(width, 8), nn.ReLU(), nn.Linear(8, 8))
    for m in net.modules():
        if isinstance(m, nn.Linear):
            nn.init.normal_(m.weight, std=0.1)
    return net
`);
    expect(unknown.layers.map(({ forward }) => forward.now)).toEqual(['unknown', 'unknown']);
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
    expect(signal?.assumptions.includes('cut')).toBe(isCut);
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
    expect(signal?.assumptions).toEqual(['sums']);
  });

  it('says where it cannot be followed, also of a model with nothing else', () => {
    const code = `import torch.nn as nn

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(64, 64)
        self.head = nn.Linear(64, 8)

    def forward(self, x):
        y, _ = self.rnn(x)
        return self.head(y)
`;
    const signal = signalOf(code);
    expect(signal?.stops.map(({ what }) => what)).toEqual(['nn.LSTM']);
    expect(signal?.stops[0]?.origin).not.toBeNull();
    const inside = createLensService().update('file:///model.py', 1, code).modelsNear(code.indexOf('y, _'));
    expect(inside[0]?.name).toBe('Tagger');
  });
});
