/** Layers kept under names that only a run knows, and activations handed to a layer of another file. */
import { describe, expect, it } from 'vitest';
import { pairsOf, recordsOf } from './trace-of';

const HEAD = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** Pairs of which an activation is one. */
const edgesOf = (text: string): readonly string[] => pairsOf(text).filter((pair) => !pair.endsWith('>'));

describe('modules under names that nobody knows', () => {
  it('stand in a table of modules, which has tables of its own', () => {
    const text = `${HEAD}class Head(nn.Module):
    def __init__(self, shapes, width: int):
        super().__init__()
        shapes = sorted(shapes.items(), key=lambda x: x[1].stride)
        self.names = [name for name, _ in shapes]
        self.decoder = nn.ModuleDict()
        for index, channels in enumerate([shape.channels for _, shape in shapes]):
            stage = nn.ModuleDict()
            stage["project"] = nn.Conv2d(channels, width, 1)  #: project
            stage["fuse"] = nn.Conv2d(width, width, 3)  #: fuse
            self.decoder[self.names[index]] = stage
    def forward(self, features):
        y = None
        for name in self.names[::-1]:
            x = F.relu(self.decoder[name]["project"](features[name]))  #: relu
            y = x if y is None else F.gelu(self.decoder[name]["fuse"](y + x))  #: gelu
        return y
`;
    expect(edgesOf(text)).toEqual(['fuse > gelu', 'project > relu']);
  });

  const named = (made: string): string => `${HEAD}class Net(nn.Module):
    def __init__(self, names, width: int):
        super().__init__()
        self.names = names
        for name in names:
            ${made}
    def forward(self, x):
        for name in self.names:
            x = F.gelu(getattr(self, name)(x))  #: gelu
        return x
`;

  it.each([
    'setattr(self, name, nn.Linear(width, width))  #: a',
    'self.add_module(name, nn.Linear(width, width))  #: a',
  ])('are attributes: %s', (made) => {
    expect(edgesOf(named(made))).toEqual(['a > gelu']);
  });

  it('are not told apart where several lines make such', () => {
    const made = `setattr(self, name + '_fc', nn.Linear(width, width))
            setattr(self, name + '_norm', nn.LayerNorm(width))`;
    expect(edgesOf(named(made))).toEqual([]);
  });

  it('follow each other in a row of modules', () => {
    const text = `${HEAD}class Net(nn.Module):
    def __init__(self, names, width: int):
        super().__init__()
        self.row = nn.Sequential()
        for name in names:
            self.row.add_module(name + '_fc', nn.Linear(width, width))  #: fc
            self.row.add_module(name + '_act', nn.ReLU())  #: act
    def forward(self, x):
        return self.row(x)
`;
    expect(edgesOf(text)).toEqual(['fc > act']);
  });
});

describe('an activation that is handed to a layer of another file', () => {
  const wrapper = `${HEAD}class Conv2d(torch.nn.Conv2d):
    def __init__(self, *args, **kwargs):
        norm = kwargs.pop("norm", None)
        activation = kwargs.pop("activation", None)
        super().__init__(*args, **kwargs)
        self.norm = norm
        self.activation = activation
    def forward(self, x):
        x = F.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
        if self.norm is not None:
            x = self.norm(x)
        if self.activation is not None:
            x = self.activation(x)
        return x
`;
  const source = {
    read: (uri: string) => (uri === 'file:///project/wrappers.py' ? wrapper : undefined),
    resolve: (module: string) => (module === 'wrappers' ? 'file:///project/wrappers.py' : undefined),
  };

  it('is named where it is handed over, not where the layer takes it', () => {
    const text = `${HEAD}from wrappers import Conv2d
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = Conv2d(8, 8, 3, norm=nn.BatchNorm2d(8), activation=F.relu)
    def forward(self, x):
        return self.conv(x)
`;
    const [found] = recordsOf(text, { source }).flatMap(({ activation }) => activation ?? []);
    expect(found).toMatchObject({
      name: 'relu',
      path: 'file:///project/wrappers.py',
      named: { path: 'file:///project/model.py', line: 8 },
    });
  });
});
