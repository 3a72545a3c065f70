/** What a document does to other modules ends with its trace: each keystroke traces it again, and other documents use the same modules. */
import { describe, expect, it } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import './front-ends';
import { traceModule, type TraceContext } from '../../../src/core/network/trace/trace';

const files = new Map([
  [
    'file:///project/registry.py',
    `import torch.nn as nn

LAYERS = []
TABLE = {}
SIZE = 4
net = nn.Sequential(nn.Linear(3, 3))

class Registry:
    items = []
    def add(self, x):
        self.items.append(x)

REGISTRY = Registry()

def register(x):
    global SIZE
    SIZE = SIZE + 1
    LAYERS.append(x)
    TABLE[len(TABLE)] = x
    REGISTRY.add(x)
`,
  ],
  [
    'file:///project/blocks.py',
    'import torch.nn as nn\nfrom registry import register, LAYERS\n\nBLOCKS = [register(nn.Tanh())]\n',
  ],
]);
const source: NonNullable<TraceContext['source']> = {
  read: (uri) => files.get(uri),
  resolve: (module) => [`file:///project/${module}.py`].find((uri) => files.has(uri)),
};

const HEAD =
  'import torch.nn as nn\nimport registry\nfrom registry import register, LAYERS, TABLE, REGISTRY, net\n';

function kindsOf(body: string): readonly string[] {
  const module = parseModule('file:///project/model.py', HEAD + body);
  return traceModule(bind(module), { source }).models.map(
    ({ name, nodes }) => `${name}: ${nodes.map(({ qualifiedName }) => qualifiedName).join(' ')}`,
  );
}

describe('a document that writes to another module', () => {
  it.each([
    [
      'appends to its lists',
      'register(nn.Linear(3, 3))\nregister(nn.ReLU())\nmodel = nn.Sequential(*LAYERS)\n',
    ],
    ['fills its tables', 'register(nn.Linear(3, 3))\nmodel = nn.Sequential(*TABLE.values())\n'],
    ['changes what its classes hold', 'register(nn.Linear(3, 3))\nmodel = nn.Sequential(*REGISTRY.items)\n'],
    ['adds to its objects', "net.add_module('act', nn.ReLU())\nmodel = nn.Sequential(net)\n"],
    ['sets its names', 'register(nn.ReLU())\nmodel = nn.Sequential(nn.Linear(3, registry.SIZE))\n'],
    [
      'does so in one of two branches',
      'import sys\nif sys.argv:\n    LAYERS.append(nn.ReLU())\nLAYERS.append(nn.Tanh())\nmodel = nn.Sequential(nn.Linear(3, 3), *LAYERS)\n',
    ],
  ])('%s, and is traced the same the next time', (_, body) => {
    const first = kindsOf(body);
    expect(first.length).toBeGreaterThan(0);
    expect(kindsOf(body)).toEqual(first);
    expect(kindsOf(body)).toEqual(first);
  });

  it('has the model that it takes from there and calls, and no other', () => {
    const called = 'import torch\nout = net(torch.zeros(3))\n';
    expect(kindsOf(called)).toEqual(['net: input torch.nn.Linear']);
    expect(kindsOf(called)).toEqual(kindsOf(called));
    expect(kindsOf('print(net)\n')).toEqual([]);
  });

  it('leaves nothing there for others', () => {
    const read = 'model = nn.Sequential(nn.Linear(3, 3), *LAYERS)\n';
    const before = kindsOf(read);
    kindsOf('register(nn.ReLU())\nmodel = nn.Sequential(*LAYERS)\n');
    expect(kindsOf(read)).toEqual(before);
  });

  it('meets what another module has registered there itself', () => {
    const body =
      'from blocks import BLOCKS\nprint(BLOCKS)\nmodel = nn.Sequential(nn.Linear(3, 3), *LAYERS)\n';
    expect(kindsOf(body).join()).toContain('torch.nn.Tanh');
    expect(kindsOf(body)).toEqual(kindsOf(body));
  });
});

describe('a function that is traced on its own', () => {
  const PLAIN = 'import torch.nn as nn\n\n';
  const traced = (text: string): readonly string[] => {
    const module = parseModule('file:///project/alone.py', PLAIN + text);
    return traceModule(bind(module)).models.map(
      ({ name, nodes }) => `${name}: ${nodes.map(({ qualifiedName }) => qualifiedName).join(' ')}`,
    );
  };
  const other = 'def other():\n    return nn.Sequential(nn.Linear(3, 3), *LAYERS)\n';

  it('meets lists as the statements of the document leave them', () => {
    const first =
      'def first():\n    LAYERS.append(nn.ReLU())\n    return nn.Sequential(nn.Linear(3, 3), *LAYERS)\n\n';
    expect(traced(`LAYERS = [nn.Tanh()]\n\n${first}${other}`)).toEqual([
      'first: input torch.nn.Linear torch.nn.Tanh torch.nn.ReLU',
      'other: input torch.nn.Linear torch.nn.Tanh',
    ]);
  });

  it('meets names as the statements of the document leave them', () => {
    const first =
      'def first():\n    global LAYERS\n    LAYERS = [nn.ReLU()]\n    return nn.Sequential(*LAYERS)\n\n';
    expect(traced(`LAYERS = [nn.Tanh()]\n\n${first}${other}`)).toContain(
      'other: input torch.nn.Linear torch.nn.Tanh',
    );
  });
});
