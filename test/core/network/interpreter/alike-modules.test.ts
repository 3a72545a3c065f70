import { describe, expect, it } from 'vitest';
import { initializersOf } from '../trace-of';

const net = (start: string, more = ''): string => `import torch
from torch import nn

class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(8))

    def forward(self, x):
        return x * self.weight

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)  #: a
        self.b = nn.Linear(8, 8)  #: b
        self.c = nn.Linear(8, 16)  #: c
        self.d = nn.Linear(16, 8)  #: d
        self.scale, self.other = Scale(), Scale()
        ${more}
        self.apply(self.start)

    def start(self, module):
${start
  .split('\n')
  .map((line) => `        ${line}`)
  .join('\n')}

    def forward(self, x):
        return self.other(self.d(torch.relu(self.c(torch.relu(self.b(self.scale(torch.relu(self.a(x)))))))))
`;

describe('a function that starts every module', () => {
  it('starts those that are alike in the same way', () => {
    const start = 'if isinstance(module, nn.Linear):\n    nn.init.orthogonal_(module.weight)';
    expect(initializersOf(net(start))).toEqual([
      'a: orthogonal',
      'b: orthogonal',
      'c: orthogonal',
      'd: orthogonal',
    ]);
  });

  it('asks each for what it asks', () => {
    const start =
      "if isinstance(module, nn.Linear) and module.in_features == 16:\n    nn.init.zeros_(module.weight)\nelif getattr(module, 'kept', False):\n    nn.init.ones_(module.weight)";
    expect(initializersOf(net(start, 'self.b.kept = True'))).toEqual([
      'a: torch_default_linear (default)',
      'b: ones',
      'c: torch_default_linear (default)',
      'd: zeros',
    ]);
  });

  it('asks what their parts are, too', () => {
    const start = 'if isinstance(module, nn.Linear) and module.inner.kept:\n    nn.init.ones_(module.weight)';
    const more =
      'for layer in (self.a, self.b, self.c, self.d):\n            layer.inner = Scale()\n            layer.inner.kept = layer is self.b';
    expect(initializersOf(net(start, more))).toEqual([
      'a: torch_default_linear (default)',
      'b: ones',
      'c: torch_default_linear (default)',
      'd: torch_default_linear (default)',
    ]);
  });

  it('counts them where it counts', () => {
    const start = [
      'if isinstance(module, nn.Linear):',
      '    self.count = self.count + 1',
      '    if self.count == 2:',
      '        nn.init.zeros_(module.weight)',
    ].join('\n');
    const started = initializersOf(net(start, 'self.count = 0'));
    expect(started.filter((one) => one.endsWith('zeros'))).toHaveLength(1);
  });

  it('leaves what one branch of the code around writes to that branch', () => {
    const start = 'if isinstance(module, nn.Linear):\n    nn.init.zeros_(module.weight)';
    const branch = net(start).replace(
      'self.apply(self.start)',
      'if unknown():\n            self.apply(self.start)\n        else:\n            nn.init.ones_(self.a.weight)\n            nn.init.ones_(self.b.weight)',
    );
    expect(initializersOf(branch)).toEqual(['a: unknown', 'b: unknown', 'c: unknown', 'd: unknown']);
  });
});
