import { describe, expect, test } from 'vitest';
import { bind } from '../../../src/core/python/bind';
import { parseModule } from '../../../src/core/python/parse';
import './front-ends';
import { traceModule } from '../../../src/core/network/trace/trace';

const root = 'file:///project/';

/** Traces a document of a project and tells which layers its models have and which other files were read. */
function traced(text: string, files: Readonly<Record<string, string | undefined>>) {
  const contents = new Map(Object.entries(files));
  const read = new Set<string>();
  const source = {
    read: (uri: string) => {
      read.add(uri.slice(root.length));
      return contents.get(uri.slice(root.length));
    },
    resolve: (module: string, level: number, fromUri: string) => {
      const folder = level === 0 ? '' : fromUri.slice(root.length, fromUri.lastIndexOf('/') + 1);
      const path = folder + module.replaceAll('.', '/');
      const found = [`${path}.py`, `${path.replace(/\/$/, '')}/__init__.py`].find(
        (name) => contents.get(name) !== undefined,
      );
      return found && root + found;
    },
  };
  const { models } = traceModule(bind(parseModule(`${root}main.py`, text)), { source });
  const layers = models.flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === 'layer' ? [node.role] : [])),
  );
  return { layers, read: [...read].filter((name) => name !== 'main.py').sort() };
}

const small =
  'from torch import nn\nclass Small(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 8)\n    def forward(self, x):\n        return self.a(x).relu()\n';
const large = 'from enormous import everything\n' + small.replace('Small', 'Large');
const main = `from torch import nn
from package import Small
class Net(Small):
    def __init__(self):
        super().__init__()
        self.b = nn.Linear(8, 2)
    def forward(self, x):
        return self.b(super().forward(x))
`;
/** The layer of the class that was imported, then the document's own. */
const both = ['linear', 'linear'];

describe('an import is followed for the names that are asked for', () => {
  test.each([
    ['names of several files', 'from .small import Small\nfrom .large import Large\n'],
    [
      'names below a condition',
      'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .small import Small\n    from .large import Large\nelse:\n    names = {}\n    register(names)\n',
    ],
    [
      'names behind an optional package',
      'try:\n    if not available():\n        raise ImportError()\nexcept ImportError:\n    pass\nelse:\n    from .small import Small\n    from .large import Large\n',
    ],
  ])('%s', (_, init) => {
    const files = { 'package/__init__.py': init, 'package/small.py': small, 'package/large.py': large };
    const { layers, read } = traced(main, { ...files, 'enormous.py': 'everything = 1\n' });
    expect(layers).toEqual(both);
    expect(read).not.toContain('enormous.py');
    expect(read).not.toContain('package/large.py');
  });

  test('one statement that imports two names', () => {
    const hub = 'from small import Small\nfrom large import Large\n';
    const text = main.replace('from package import Small', 'from hub import Large, Small');
    const { layers, read } = traced(text, { 'hub.py': hub, 'small.py': small, 'large.py': large });
    expect(layers).toEqual(both);
    expect(read).not.toContain('large.py');
  });
});

test('a function that a package star-imports hides the file of the same name', () => {
  const files = {
    'zoo/__init__.py': 'from .small import *\n',
    'zoo/small.py': `${small}def net():\n    return Small()\n`,
    'zoo/net.py': 'from .small import *\n',
  };
  const text = 'from torch import nn\nfrom zoo import net\nmodel = net()\n';
  expect(traced(text, files).layers).toEqual(['linear']);
});

test('the inside of transformers is known by its names, where it is transformers', () => {
  const file = `from torch import nn
from lib.transformers.activations import ACT2FN
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.act = nn.Linear(4, 8), ACT2FN['silu']
    def forward(self, x):
        return self.act(self.a(x))
`;
  const library = {
    'lib/transformers/__init__.py': '',
    'lib/transformers/activations.py': 'ACT2FN = unreadable()\n',
    'lib/transformers/modeling_utils.py': '',
    'lib/transformers/configuration_utils.py': '',
    'lib/transformers/models/net/net.py': file,
  };
  const text = 'from torch import nn\nfrom lib.transformers.models.net.net import Net\nmodel = Net()\n';
  expect(traced(text, library).read).not.toContain('lib/transformers/activations.py');
  const plain = { ...library, 'lib/transformers/modeling_utils.py': undefined };
  expect(traced(text, plain).read).toContain('lib/transformers/activations.py');
});
