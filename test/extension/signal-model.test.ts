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
});
