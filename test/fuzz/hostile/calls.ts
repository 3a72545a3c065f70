/** Code that calls itself, or calls twice what calls twice. */
import { torch, lines, model, torchModel, built, type HostileShape } from './shape';

export const calls: readonly HostileShape[] = [
  {
    name: 'functions that call the one before twice',
    most: 3000,
    text: (size) =>
      `${torch}def f0(x):\n    return F.relu(nn.Linear(8, 8)(x))\n${lines(size, (i) => `def f${i + 1}(x):\n    return f${i}(f${i}(x))\n`)}model = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\nf${size}(model(torch.randn(8)))\n`,
  },
  {
    name: 'functions that call all before them',
    most: 150,
    text: (size) =>
      `${torch}${lines(size, (i) => `def f${i}(x):\n    x = F.relu(nn.Linear(8, 8)(x))\n${lines(i, (j) => `    x = f${j}(x)\n`)}    return x\n`)}f${size - 1}(torch.randn(8))\n`,
  },
  {
    name: 'modules that hold two of the one before',
    most: 500,
    text: (size) =>
      `${torch}${model('', '', 'M0')}${lines(size, (i) => model(`self.a = M${i}()\nself.b = M${i}()\n`, 'x = self.b(self.a(x))\n', `M${i + 1}`))}M${size}()(torch.randn(8))\n`,
  },
  {
    name: 'modules that call one of the one before twice',
    most: 500,
    text: (size) =>
      `${torch}${model('', '', 'M0')}${lines(size, (i) => model(`self.a = M${i}()\n`, 'x = self.a(self.a(x))\n', `M${i + 1}`))}M${size}()(torch.randn(8))\n`,
  },
  {
    name: 'modules that build themselves',
    most: 40,
    text: (size) =>
      torchModel(
        `self.inner = nn.ModuleList([Net() for _ in range(${size})])\n`,
        'for one in self.inner:\n    x = one(x)\n',
      ),
  },
  {
    name: 'modules that build each other',
    most: 60,
    text: (size) =>
      torch +
      lines(size, (i) =>
        model(
          lines(size, (j) => `self.n${j} = M${(i + j + 1) % size}(depth - 1)\n`),
          lines(size, (j) => `x = self.n${j}(x)\n`),
          `M${i}`,
          ', depth=3',
        ),
      ),
  },
  {
    name: 'recursion that ends late',
    most: 1000,
    text: (size) =>
      `${torch}def build(depth):\n    if depth == 0:\n        return [nn.Linear(8, 8), nn.ReLU()]\n    return build(depth - 1) + build(depth - 1)\nmodel = nn.Sequential(*build(${size}))\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'lambdas that make lambdas',
    most: 500,
    text: (size) =>
      `${torch}f = ${lines(size, (i) => `lambda x${i}: `)}nn.ReLU()\n${lines(size, () => 'f = f(f)\n')}model = nn.Sequential(nn.Linear(8, 8), f)\nmodel(f(torch.randn(8)))\n`,
  },
  {
    name: 'a function that hands itself to itself',
    most: 50,
    text: (size) =>
      `${torch}def f(g, x):\n    x = F.relu(nn.Linear(8, 8)(x))\n${lines(size, () => '    x = g(g, x)\n')}    return x\nf(f, torch.randn(8))\ny = (lambda g: g(g))(lambda g: g(g))\n`,
  },
  {
    name: 'partials of partials',
    most: 2000,
    text: (size) =>
      `${torch}from functools import partial\np0 = partial(nn.Sequential, nn.Linear(8, 8), nn.ReLU())\n${lines(size, (i) => `p${i + 1} = partial(p${i}, nn.ReLU(), nn.ReLU())\n`)}model = p${size}()\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'partials around partials in a loop',
    most: 4000,
    text: (size) =>
      torchModel(
        `from functools import partial\nmake = nn.ReLU\nfor _ in range(${size}):\n    make = partial(make)\nself.act = make()\n`,
        'x = self.act(x)\n',
      ),
  },
  {
    name: 'closures around closures in a loop',
    most: 4000,
    text: (size) =>
      torchModel(
        `def wrap(f):\n    return lambda x: f(x)\nact = F.relu\nfor _ in range(${size}):\n    act = wrap(act)\nself.act = act\n`,
        'x = self.act(x)\n',
      ),
  },
  {
    name: 'lists in lists in a loop',
    most: 4000,
    text: (size) =>
      built(
        () =>
          `layers = [nn.ReLU()]\nfor _ in range(${size}):\n    layers = [layers]\nassert layers == layers\nif layers in [layers]:\n    pass\n`,
      )(size),
  },
  {
    name: 'sequentials in sequentials in a loop',
    most: 4000,
    text: (size) =>
      torchModel(
        `body = nn.ReLU()\nfor _ in range(${size}):\n    body = nn.Sequential(body)\nself.body = body\nself.other = body[0][0][0]\n`,
        'x = self.body(x)\n',
      ),
  },
  {
    name: 'a module inside itself',
    most: 1,
    text: () =>
      torchModel(
        'self.me = self\nself.list = [self]\nself.list.append(self.list)\nself.body = nn.Sequential(self.first)\nself.body.append(self.body)\nself.table = {}\nself.table["me"] = self.table\n',
        'x = self.body(x)\nx = F.relu(self.list, self.table)\nfor one in self.list:\n    self.list.append(one)\nif self.list == self.list:\n    x = self.me(x)\nfor m in self.modules():\n    x = m(x)\n',
      ),
  },
  {
    name: 'a list inside itself, twice, compared',
    most: 1,
    text: () =>
      `${torch}import copy\na = []\nb = []\na.append(a)\na.append(a)\nb.append(b)\nb.append(b)\nif a == b:\n    c = nn.ReLU()\nd = [a, b]\nd.append(d)\nd.append(d)\nmodel = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), *d)\nmodel(d)\nF.relu(d)\ncopy.deepcopy(d)\nisinstance(model, d)\nsum(d, d)\nnn.LeakyReLU(d)\ne = {"a": d}\ne["e"] = e\nF.relu(e)\nprint(a in b)\n`,
  },
  {
    name: 'isinstance of types in types',
    most: 3000,
    text: (size) =>
      torchModel(
        `types = (nn.Linear, nn.ReLU)\nfor _ in range(${size}):\n    types = (types, types)\nfor m in self.modules():\n    if isinstance(m, types):\n        nn.init.xavier_uniform_(m.weight)\n`,
        '',
      ),
  },
  {
    name: 'equal things compared by doubling',
    most: 60,
    text: (size) =>
      torchModel(
        `a, b = [0], [0]\nfor _ in range(${size}):\n    a, b = [a, a], [b, b]\nif a == b:\n    self.act = nn.ReLU()\nelse:\n    self.act = nn.GELU()\n`,
        'x = self.act(x)\n',
      ),
  },
  {
    name: 'loops in loops in loops',
    most: 30,
    text: (size) =>
      torchModel(
        `layers = []\n${Array.from({ length: size }, (_, depth) => `${' '.repeat(depth)}for i${depth} in range(4000):\n`).join('')}${' '.repeat(size)}layers.append(nn.Linear(8, 8))\nself.body = nn.Sequential(*layers)\n`,
        `${Array.from({ length: size }, (_, depth) => `${' '.repeat(depth)}for i${depth} in range(4000):\n`).join('')}${' '.repeat(size)}x = F.relu(self.first(x))\n`,
      ),
  },
  {
    name: 'rounds that nobody can count, in each other',
    most: 90,
    text: (size) =>
      torchModel(
        '',
        `${Array.from({ length: size }, (_, depth) => `${' '.repeat(depth)}while unknown(x):\n`).join('')}${' '.repeat(size)}x = F.relu(self.first(x))\n`,
      ),
  },
  {
    name: 'tests that nobody can tell, in each other',
    most: 90,
    text: (size) =>
      torchModel(
        '',
        `${Array.from({ length: size }, (_, depth) => `${' '.repeat(depth)}if unknown(x):\n${' '.repeat(depth + 1)}x = F.relu(self.first(x))\n`).join('')}`,
      ),
  },
  {
    name: 'tests that nobody can tell, one after the other',
    most: 3000,
    text: (size) =>
      torchModel(
        '',
        lines(
          size,
          (i) => `if x.sum() > ${i}:\n    x = F.relu(self.first(x))\nelse:\n    x = torch.tanh(x)\n`,
        ),
      ),
  },
  {
    name: 'returns from tests that nobody can tell',
    most: 2000,
    text: (size) =>
      torchModel(
        '',
        lines(size, (i) => `if x.sum() > ${i}:\n    return F.relu(self.first(x))\n`),
      ),
  },
  {
    name: 'yields',
    most: 2000,
    text: (size) =>
      `${torch}def parts():\n${lines(size, () => '    yield nn.Linear(8, 8)\n    yield from parts()\n')}model = nn.Sequential(*parts())\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'a property that asks for itself',
    most: 50,
    text: (size) =>
      `${torch}class Net(nn.Module):\n    @property\n    def a(self):\n        return [${'self.a, '.repeat(size)}]\n    def __getattr__(self, name):\n        return getattr(self, name)\n    def forward(self, x):\n        return F.relu(nn.Linear(8, 8)(self.a, x))\nNet()(torch.randn(8))\n`,
  },
];
