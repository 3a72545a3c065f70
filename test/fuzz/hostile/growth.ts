/** Containers that double at every step. */
import { torch, lines, torchModel, built, type HostileShape } from './shape';

export const growth: readonly HostileShape[] = [
  ...(
    [
      ['layers = layers + layers'],
      ['layers += layers'],
      ['layers.extend(layers)'],
      ['layers.extend(list(layers))'],
      ['layers = layers * 2'],
      ['layers *= 2'],
      ['layers = [*layers, *layers]'],
      ['layers = [layer for pair in zip(layers, layers) for layer in pair]'],
      ['layers = list(reversed(layers)) + layers[:]'],
      ['layers = sum([layers, layers], [])'],
      ['layers[0:0] = layers'],
      ['layers.append(nn.Sequential(*layers))'],
      ['layers.insert(0, nn.ModuleList(layers))'],
      ['layers = [layers, layers]'],
      ['layers = [(layers, layers)]'],
      ['layers = {"a": layers, "b": layers}'],
      ['layers = list(itertools.chain(layers, layers))'],
      ['layers = copy.deepcopy(layers) + layers'],
      ['layers = list(map(lambda layer: [layers, layer], layers))'],
      ['layers = layers + [copy.deepcopy(nn.Sequential(*layers))]'],
      ['layers = [lambda x, l=layers: [l, l]]'],
      ['layers = [functools.partial(nn.Sequential, *layers, *layers)]'],
      ['layers = sorted(layers) + list(set(layers))'],
      ['layers = layers + layers if unknown() else layers'],
      ['layers = (layers + [nn.ReLU()]) if unknown() else (layers + [nn.GELU()])'],
      ['layers = dict(enumerate(layers + layers))'],
    ] as const
  ).map(([statement]): HostileShape => ({
    name: `a loop of ${statement}`,
    most: 100,
    text: built(
      (size) =>
        `import copy, functools, itertools\nlayers = [nn.Linear(8, 8), nn.ReLU()]\nfor _ in range(${size}):\n    ${statement}\n`,
    ),
  })),
  ...(
    [
      ['s += s'],
      ['s = s * 1000'],
      ['s = f"{s}{s}"'],
      ['s = s.replace("a", s)'],
      ['s = s.join([s, s, s])'],
      ['s = "{}{}".format(s, s)'],
      ['s = "%s" % s + s'],
      ['s = s.upper() + s.lower()'],
      ['s = str(s) + repr(s)'],
      ['parts = s.split("a"); s = s.join(parts + parts)'],
    ] as const
  ).map(([statement]): HostileShape => ({
    name: `a text that grows: ${statement}`,
    most: 100,
    text: (size) =>
      torchModel(
        `s = "aba"\nfor _ in range(${size}):\n    ${statement.replace('; ', '\n    ')}\nself.add_module(s, nn.ReLU())\nself.act = getattr(nn, s, nn.ReLU)()\n`,
        'x = self.act(x)\n',
      ),
  })),
  {
    name: 'a name that grows by doubling the attributes of itself',
    most: 100,
    text: (size) =>
      torchModel(
        `name = "a"\nfor _ in range(${size}):\n    name = name + "a"\n    setattr(self, name, nn.Linear(8, 8))\n`,
        `for i in range(${size}):\n    x = getattr(self, "a" * i)(x)\n`,
      ),
  },
  {
    name: 'dictionaries that double',
    most: 60,
    text: (size) =>
      torchModel(
        `table = {}\nfor i in range(${size}):\n    table.update({f"{i}{key}": nn.Linear(8, 8) for key in list(table)})\n    table[f"k{i}"] = nn.ReLU()\nself.table = nn.ModuleDict(table)\n`,
        'for key, layer in self.table.items():\n    x = layer(x)\n',
      ),
  },
  {
    name: 'tables of everything in tables of everything',
    most: 3000,
    text: (size) =>
      `${torch}a0 = [nn.Linear(8, 8), nn.ReLU()]\n${lines(size, (i) => `a${i + 1} = [a${i}, a${i}]\n`)}model = nn.Sequential(*a${size})\nmodel(torch.randn(1, 8))\n`,
  },
  {
    name: 'tuples of tuples as a parameter',
    most: 3000,
    text: (size) =>
      `${torch}a0 = (1, 1)\n${lines(size, (i) => `a${i + 1} = (a${i}, a${i})\n`)}model = nn.Sequential(nn.Conv2d(3, 3, kernel_size=a${size}), nn.LeakyReLU(a${size}))\nmodel(a${size})\n`,
  },
  {
    name: 'dictionaries of dictionaries',
    most: 3000,
    text: (size) =>
      `${torch}a0 = {"x": torch.randn(8), "y": nn.ReLU()}\n${lines(size, (i) => `a${i + 1} = {"x": a${i}, "y": a${i}}\n`)}model = nn.Linear(8, 8)\nout = F.relu(model(a${size}))\nnn.ModuleDict(a${size})(out)\n`,
  },
  {
    name: 'objects that hold objects twice',
    most: 3000,
    text: (size) =>
      `${torch}class Pair:\n    def __init__(self, a, b):\n        self.a, self.b = a, b\na0 = Pair(torch.randn(8), torch.randn(8))\n${lines(size, (i) => `a${i + 1} = Pair(a${i}, a${i})\n`)}model = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\nmodel(a${size})\n`,
  },
  {
    name: 'sequentials that hold sequentials twice',
    most: 3000,
    text: (size) =>
      `${torch}a0 = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\n${lines(size, (i) => `a${i + 1} = nn.Sequential(a${i}, a${i})\n`)}a${size}(torch.randn(1, 8))\n`,
  },
  {
    name: 'alternatives of alternatives',
    most: 1000,
    text: (size) =>
      torchModel(
        `act = nn.ReLU()\n${lines(size, (i) => `if unknown${i}():\n    act = nn.Sequential(act, nn.GELU())\nelse:\n    act = nn.Sequential(nn.Tanh(), act)\n`)}self.act = act\n`,
        'x = self.act(x)\n',
      ),
  },
  {
    name: 'branches in branches that put into one list',
    most: 200,
    text: (size) =>
      built(
        () =>
          `layers = [nn.Linear(8, 8)]\n${lines(size, (i) => `if unknown${i}():\n    layers.append(nn.ReLU())\n    layers = layers + layers\nelse:\n    layers.extend(layers)\n`)}`,
      )(size),
  },
  {
    name: 'loops over what may be there',
    most: 40,
    text: (size) =>
      built(
        () =>
          `layers = [nn.Linear(8, 8)]\n${lines(size, (i) => `if unknown${i}():\n    layers.append(nn.ReLU())\nfor one in layers:\n    if unknown(one):\n        layers = layers + [nn.Tanh(), one]\n`)}`,
      )(size),
  },
];
