import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/fixes/fixes';
import { createLensService, type LintConfiguration } from '../../../src/core/service';

const everything: LintConfiguration = { select: undefined, ignore: [], severity: {} };
const uri = 'file:///project/model.py';
const program = `import torch
from torch import nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.first = nn.Linear(16, width)
        self.second = nn.Linear(width, width)
        self.rnn = nn.RNN(width, 8, nonlinearity='relu')
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight)

    def forward(self, x):
        x = F.relu(self.first(x))
        x = F.relu(self.second(x))  # activation-lens: ignore[relu-xavier-init]
        return self.rnn(x)


def step(h, x):
    return F.leaky_relu(h, 0.2) + x


act = nn.LeakyReLU(0.3)
`;

/** What people type and paste, and what breaks code. */
const pieces = fc.constantFrom(
  '',
  ' ',
  '\n',
  '    ',
  '(',
  ')',
  '"',
  "'",
  '#',
  ':',
  'nn.GELU()',
  'def f():\n    pass\n',
  'x',
  'é😀',
  '\\',
  'self.',
  '[',
);
const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat(12), newText: pieces }),
  { minLength: 1, maxLength: 8 },
);

describe('a document that is edited', () => {
  it('shows at every version what one that is opened with that text shows', () => {
    fc.assert(
      fc.property(edits, (steps) => {
        const complaints: string[] = [];
        const service = createLensService({ log: (line) => complaints.push(line) });
        let text = program;
        service.update(uri, 0, text).findings(everything);
        steps.forEach(({ at, remove, newText }, index) => {
          const start = Math.floor(at * text.length);
          const change = { start, end: Math.min(text.length, start + remove), newText };
          text = applyEdits(text, [change]);
          const edited = service.update(uri, index + 1, text, [change]);
          const fresh = createLensService().update(uri, 1, text);
          expect(edited.findings(everything)).toEqual(fresh.findings(everything));
          expect(edited.activations()).toEqual(fresh.activations());
          expect(edited.syntaxErrors).toEqual(fresh.syntaxErrors);
        });
        expect(complaints).toEqual([]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
