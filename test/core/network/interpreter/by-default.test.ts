/** What holds as long as nobody says otherwise: an environment without variables, tables that may or may not be filled in. */
import { describe, expect, it } from 'vitest';
import { modelOf, traceOf } from '../trace-of';

const steps = (text: string, name?: string) =>
  modelOf(text, name).nodes.flatMap((node) =>
    node.kind === 'input'
      ? []
      : [
          node.kind === 'layer'
            ? String(node.width)
            : node.kind === 'activation'
              ? node.activation
              : node.kind,
        ],
  );

describe('variables of the environment', () => {
  const text = `import os
from torch import nn
USES_TANH = os.environ.get('USES_TANH', 'false').lower() == 'true'
if 'FUSED' in os.environ:
    FUSED = int(os.environ['FUSED'])
else:
    FUSED = 1
DEPTH = int(os.getenv('DEPTH', '2'))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(*[nn.Linear(8, 8) for _ in range(DEPTH)])
        self.tanh, self.fused = USES_TANH, FUSED > 0
    def forward(self, x):
        if self.tanh:
            x = x.tanh()
        if self.fused:
            return self.layers(x).relu()
        return self.layers(x).sigmoid()
`;

  it('are those that the code takes without them', () => {
    expect(steps(text)).toEqual(['8', '8', 'relu']);
  });

  it('are followed both ways where all is shown', () => {
    const { models } = traceOf(text, { bothWays: true });
    const kinds = models.flatMap(({ nodes }) =>
      nodes.flatMap((node) => (node.kind === 'activation' ? [node.activation] : [])),
    );
    expect([...new Set(kinds)].sort()).toEqual(['relu', 'sigmoid']);
  });
});

describe('a builder that fills in what a table of pretrained weights says', () => {
  const builder = (fill: string) => `from torch import nn
from hub import table_of
class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer, self.act = nn.Linear(width, width), nn.GELU()
    def forward(self, x):
        return x + self.act(self.layer(x))
class Net(nn.Module):
    def __init__(self, inputs=24, width=64, depth=2, block=Block, classes=10):
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.blocks = nn.Sequential(*[block(width) for _ in range(depth)])
        self.head = nn.Linear(width, classes)
    def forward(self, x):
        return self.head(self.blocks(self.first(x)))
def fill(table, kwargs):
${fill}
def build(kind, name, **kwargs):
    fill(table_of(name), kwargs)
    return kind(**kwargs)
def tiny(**kwargs):
    return build(Net, 'tiny', width=32, **kwargs)
`;
  const ofNet = ['32', '32', 'gelu', 'add', '32', 'gelu', 'add', '10'];

  it('leaves the rest as it is, also where one way has one name more', () => {
    const text = builder(`    names = ('classes', 'inputs')
    if table.get('is_fixed', False):
        names += ('size',)
    for name in names:
        if name == 'size':
            kwargs.setdefault(name, 224)
        else:
            given = table.get(name, None)
            if given is not None:
                kwargs.setdefault(name, given)`);
    // Without the name that only one way has, which the class does not take.
    expect(steps(text.replace('kwargs.setdefault(name, 224)', 'pass'), 'tiny')).toEqual(ofNet);
  });

  it('is not overlooked where it surely fills in something', () => {
    const text = builder(`    kwargs.setdefault('classes', table['classes'])`);
    expect(steps(text, 'tiny')).toEqual([...ofNet.slice(0, -1), 'undefined']);
    const known = builder(`    if table.get('classes'):
        kwargs.setdefault('classes', 7)`);
    expect(steps(known, 'tiny').at(-1)).toBe('7');
  });
});

describe('rates that grow from stage to stage', () => {
  const net = (rates: string, rate: number) => `import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, depths=(1, 2), rate=${rate}):
        super().__init__()
        rates = ${rates}
        self.layers = nn.Sequential(*[
            nn.Sequential(nn.Linear(8, 8), nn.Dropout(rates[i][j]) if rates[i][j] > 0. else nn.Identity())
            for i, depth in enumerate(depths) for j in range(depth)
        ])
    def forward(self, x):
        return self.layers(x)
`;
  const rates = '[x.tolist() for x in torch.linspace(0, rate, sum(depths)).split(depths)]';

  it('are those numbers, cut where the stages end', () => {
    expect(steps(net(rates, 0.2))).toEqual(['8', '8', 'dropout', '8', 'dropout']);
    expect(steps(net(rates, 0))).toEqual(['8', '8', '8']);
  });
});
