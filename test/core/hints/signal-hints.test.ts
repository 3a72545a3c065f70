import { describe, expect, it } from 'vitest';
import { signalHints, type HintSettings } from '../../../src/core/hints/signal-hints';
import { english } from '../../../src/core/phrase';
import { createLensService } from '../../../src/core/service';
import { figuresOf } from '../../../src/core/tensors/pass';

const all: HintSettings = { figures: 'all', limit: 0.1, shape: false };

function hintsIn(code: string, settings: HintSettings, within?: { start: number; end: number }) {
  const lens = createLensService().update('file:///model.py', 1, code);
  const shown = signalHints(lens, settings, within ?? { start: 0, end: code.length });
  return {
    lens,
    hints: shown.map(({ offset, label, falls, tooltip }) => ({
      line: code.slice(0, offset).split('\n').length,
      atEnd: /[\r\n]/.test(code[offset] ?? '\n'),
      text: english(label),
      falls,
      tooltip: tooltip.map((own) => english(own)),
    })),
  };
}

const stack = (layers: string): string => `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
${layers}
        )

    def forward(self, x):
        return self.net(x)
`;
const deep = stack(
  Array.from(
    { length: 8 },
    () => '            nn.Linear(256, 256, bias=False),  # a layer\n            nn.ReLU(),',
  ).join('\n'),
);
const convolution = stack(`            nn.Conv2d(3, 64, 3, padding=1),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(
                64,
                10,
            ),`);

describe('hints after the lines of layers', () => {
  it('says at every line what the pass says of that step', () => {
    const { lens, hints } = hintsIn(deep, all);
    const [model] = lens.models();
    if (model === undefined) throw new Error('no model');
    expect(hints).toHaveLength(16);
    const layers = model.nodes.filter(({ kind }) => kind === 'layer' || kind === 'activation');
    for (const [index, { text, atEnd }] of hints.entries()) {
      const { signal, gradient } = figuresOf(model, layers[index]?.index ?? -1);
      const [, shownSignal, shownGradient] = /signal ([\d.e-]+) · grad ([\d.e-]+)/.exec(text) ?? [];
      expect(Number(shownSignal) / (signal ?? Number.NaN)).toBeCloseTo(1, 0);
      expect(Number(shownGradient) / (gradient ?? Number.NaN)).toBeCloseTo(1, 0);
      expect(atEnd).toBe(true);
    }
  });

  it('speaks by default only where signal or gradient has fallen below the limit', () => {
    const { hints } = hintsIn(deep, { figures: 'falling', limit: 0.01, shape: false });
    expect(hints.length).toBeGreaterThan(1);
    expect(hints.length).toBeLessThan(8);
    for (const { falls } of hints) expect(falls).toBe(true);
    expect(hintsIn(deep, { figures: 'falling', limit: 0, shape: false }).hints).toEqual([]);
  });

  it('shows shapes behind a call that takes several lines', () => {
    const { hints } = hintsIn(convolution, { figures: 'off', limit: 0.1, shape: true });
    expect(hints.map(({ line, text }) => [line, text])).toEqual([
      [7, '(batch, 64, H, W)'],
      [14, '(batch, 10)'],
    ]);
  });

  it('tells of the first and the last of the layers that a loop makes on one line', () => {
    const code = `import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(64, 64, bias=False) for _ in range(6)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return x
`;
    const { hints } = hintsIn(code, { ...all, figures: 'falling' });
    expect(hints).toHaveLength(1);
    expect(hints[0]?.text).toMatch(/^signal 0\.58…[\d.e-]+ · grad [\d.e-]+…[\d.e-]+$/);
    expect(hints[0]?.tooltip).toHaveLength(6);
    expect(hints[0]?.tooltip[0]).toMatch(/^layers\.0: \(.*64\) · signal 0\.58 · grad /);
  });

  it('gives no figure behind a step that nobody knows', () => {
    const code = stack(`            nn.Linear(8, 8),
            SomethingElse(),
            nn.Linear(8, 8),`);
    const { hints } = hintsIn(`from elsewhere import SomethingElse\n${code}`, all);
    for (const { line, text } of hints) if (line > 9) expect(text).not.toMatch(/signal/);
  });

  it('is silent where it is off, outside the range, and without a model', () => {
    expect(hintsIn(deep, { figures: 'off', limit: 0.1, shape: false }).hints).toEqual([]);
    expect(hintsIn(deep, all, { start: 0, end: 20 }).hints).toEqual([]);
    expect(hintsIn('x = 1\n', all).hints).toEqual([]);
  });

  it('keeps clear of the carriage return', () => {
    const { hints } = hintsIn(deep.replaceAll('\n', '\r\n'), all);
    expect(hints).toHaveLength(16);
    for (const { atEnd } of hints) expect(atEnd).toBe(true);
  });
});
