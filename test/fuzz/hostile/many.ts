/** One thing thousands of times. */
import { torch, lines, model, torchModel, built, type HostileShape } from './shape';

export const many: readonly HostileShape[] = [
  {
    name: 'a sequential of many',
    most: 4000,
    text: (size) =>
      `${torch}model = nn.Sequential(\n${lines(size, (i) => (i % 2 ? '    nn.ReLU(),\n' : '    nn.Linear(8, 8),\n'))})\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'many layers made in a loop',
    most: 4000,
    text: (size) =>
      built(() => `layers = []\nfor i in range(${size}):\n    layers += [nn.Linear(8, 8), nn.ReLU()]\n`)(
        size,
      ),
  },
  {
    name: 'many layers on one line, a finding each',
    most: 8000,
    text: (size) =>
      `${torch}model = nn.Sequential(*[nn.Linear(8, 8) for _ in range(${size})])\nmodel(torch.randn(1, 8))\n`,
  },
  {
    name: 'many layers with a finding each',
    most: 2000,
    text: (size) =>
      `${torch}model = nn.Sequential(\n${lines(size, (i) => `    nn.Conv2d(8, 8, 3), nn.BatchNorm2d(${String(8 + (i % 2))}),\n`)})\nmodel(torch.randn(1, 8, 99, 99))\n`,
  },
  {
    name: 'many layers, each with each',
    most: 2000,
    text: (size) =>
      torchModel(
        `self.body = nn.ModuleList([nn.Linear(8, 8) for _ in range(${size})])\n`,
        'for a in self.body:\n    for b in self.body:\n        x = F.relu(b(a(x)))\n',
      ),
  },
  {
    name: 'many layers added to a sequential one by one',
    most: 4000,
    text: (size) =>
      torchModel(
        `self.body = nn.Sequential()\nfor i in range(${size}):\n    self.body.add_module(f"l{i}", nn.Linear(8, 8))\n    self.body.append(nn.ReLU())\n    self.body.insert(0, nn.ReLU())\n`,
        'x = self.body(x)\n',
      ),
  },
  {
    name: 'many layers and everything ever made concatenated',
    most: 2000,
    text: (size) =>
      torchModel(
        `self.body = nn.ModuleList([nn.Linear(8, 8) for _ in range(${size})])\n`,
        'all = [x]\nfor layer in self.body:\n    all.append(F.relu(layer(torch.cat(all, 1))))\nx = torch.cat(all, 1)\n',
      ),
  },
  {
    name: 'everything that a loop made added up',
    most: 4000,
    text: (size) =>
      torchModel(
        '',
        `total = x\nparts = []\nfor i in range(${size}):\n    parts = parts + [F.relu(self.first(total))]\n    total = total + sum(parts)\nx = total\n`,
      ),
  },
  {
    name: 'many weights set in a loop',
    most: 3000,
    text: (size) =>
      torchModel(
        `self.body = nn.ModuleList([nn.Linear(8, 8) for _ in range(${size})])\nfor a in self.modules():\n    for b in self.modules():\n        if isinstance(b, nn.Linear):\n            nn.init.xavier_uniform_(b.weight)\n    for name, p in self.named_parameters():\n        nn.init.zeros_(p)\n`,
        'for layer in self.body:\n    x = F.relu(layer(x))\n    self.apply(print)\n',
      ),
  },
  {
    name: 'many attributes',
    most: 4000,
    text: (size) =>
      torchModel(
        lines(size, (i) => `self.l${i} = nn.Linear(8, 8)\n`),
        lines(size, (i) => `x = F.relu(self.l${i}(x))\n`),
      ),
  },
  {
    name: 'many methods',
    most: 4000,
    text: (size) =>
      `${torch}${model(
        '',
        lines(size, (i) => `x = self.m${i}(x)\n`),
      )}${lines(size, (i) => `    def m${i}(self, x):\n        return F.relu(self.first(x))\n`)}`,
  },
  {
    name: 'one method many times',
    most: 4000,
    text: (size) =>
      `${torch}${model('', '')}${lines(size, () => '    def forward(self, x):\n        return F.relu(self.first(x))\n    a = nn.ReLU()\n')}`,
  },
  {
    name: 'many models',
    most: 1000,
    text: (size) => torch + lines(size, (i) => model('', 'x = self.first(x)\n', `M${i}`)),
  },
  {
    name: 'many models that explode',
    most: 200,
    text: (size) =>
      torch +
      lines(size, (i) =>
        model(
          'layers = [nn.ReLU()]\nfor i in range(4000):\n    for j in range(4000):\n        layers = layers + layers\nself.body = nn.Sequential(*layers)\n',
          'for i in range(4000):\n    for j in range(4000):\n        x = F.relu(self.first(x))\n',
          `M${i}`,
        ),
      ),
  },
  {
    name: 'many functions that explode',
    most: 200,
    text: (size) =>
      torch +
      lines(
        size,
        (i) =>
          `def build${i}(n=4000):\n    layers = [nn.Linear(8, 8)]\n    for i in range(n):\n        for j in range(n):\n            layers.append(nn.Linear(8, 8))\n    return nn.Sequential(*layers)\n`,
      ),
  },
  {
    name: 'many statements that explode',
    most: 300,
    text: (size) =>
      `${torch}def build(n=4000):\n    layers = [nn.Linear(8, 8)]\n    for i in range(n):\n        for j in range(n):\n            layers.append(nn.Linear(8, 8))\n    return nn.Sequential(*layers)\n${lines(size, (i) => `m${i} = build(${i} + 4000)\n`)}`,
  },
  {
    name: 'many variants of one model',
    most: 1000,
    text: (size) =>
      `${torch}${model('self.body = nn.Sequential(*[nn.Linear(8, 8) for _ in range(n)])\n', 'x = self.body(x)\n', 'Net', ', n')}${lines(size, (i) => `def net${i}():\n    return Net(${i})\n`)}`,
  },
  {
    name: 'many models in one script',
    most: 1000,
    text: (size) =>
      `${torch}${lines(size, (i) => `m${i} = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\nc${i} = nn.CrossEntropyLoss()\no${i} = torch.optim.Adam(m${i}.parameters(), lr=1)\nloss${i} = c${i}(m${i}(x), y)\n`)}`,
  },
  {
    name: 'many functions that use what the script keeps',
    most: 1000,
    text: (size) =>
      `${torch}model = nn.Sequential(nn.Linear(8, 8), nn.Softmax())\nloss = nn.CrossEntropyLoss()\n${lines(size, (i) => `def step${i}(x, y):\n    for i in range(4000):\n        for j in range(4000):\n            loss(model(x), y)\n`)}`,
  },
  {
    name: 'a chain of names',
    most: 5000,
    text: (size) =>
      `${torch}a0 = nn.ReLU\n${lines(size, (i) => `a${i + 1} = a${i}\n`)}model = nn.Sequential(nn.Linear(8, 8), a${size}())\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'a chain of names, upwards',
    most: 5000,
    text: (size) =>
      `${torch}model = nn.Sequential(nn.Linear(8, 8), make())\ndef make():\n    return a${size}()\n${lines(size, (i) => `a${size - i} = a${size - i - 1}\n`)}a0 = nn.ReLU\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'a chain of functions',
    most: 3000,
    text: (size) =>
      `${torch}def f0(x):\n    return F.relu(x)\n${lines(size, (i) => `def f${i + 1}(x):\n    return f${i}(x)\n`)}model = nn.Linear(8, 8)\nf${size}(model(torch.randn(8)))\n`,
  },
  {
    name: 'a chain of sums',
    most: 5000,
    text: (size) =>
      `${torch}a0 = 1\n${lines(size, (i) => `a${i + 1} = a${i} + a${i} * 2\n`)}act = nn.LeakyReLU(a${size})\nmodel = nn.Sequential(nn.Linear(a${size}, 8), act)\n`,
  },
  {
    name: 'a chain of defaults',
    most: 3000,
    text: (size) =>
      `${torch}def f0():\n    return nn.ReLU()\n${lines(size, (i) => `def f${i + 1}(a=f${i}, b=f${i}):\n    return nn.Sequential(a(), b())\n`)}model = f${size}()\n`,
  },
  {
    name: 'a chain of classes',
    most: 3000,
    text: (size) =>
      `${torch}${model('', '', 'M0')}${lines(size, (i) => `class M${i + 1}(M${i}):\n    def forward(self, x):\n        return F.relu(super().forward(x))\n`)}M${size}()(torch.randn(8))\n`,
  },
  {
    name: 'diamonds of classes',
    most: 1000,
    text: (size) =>
      `${torch}${model('', '', 'A0')}${lines(size, (i) => `class L${i}(A${i}):\n    pass\nclass R${i}(A${i}):\n    pass\nclass A${i + 1}(L${i}, R${i}):\n    pass\n`)}A${size}()(torch.randn(8))\n`,
  },
  {
    name: 'a class with all before as bases',
    most: 150,
    text: (size) =>
      `${torch}class C0(nn.Module):\n    pass\n${lines(size, (i) => `class C${i + 1}(${Array.from({ length: i + 1 }, (_, j) => `C${i - j}`).join(', ')}):\n    def forward(self, x):\n        return F.relu(nn.Linear(8, 8)(x))\n`)}C${size}()(torch.randn(8))\n`,
  },
  {
    name: 'a class with many bases',
    most: 2000,
    text: (size) =>
      `${torch}${lines(size, (i) => `class B${i}:\n    pass\n`)}class Net(${lines(size, (i) => `B${i}, `)}nn.Module):\n    def forward(self, x):\n        return F.relu(nn.Linear(8, 8)(x))\nclass Two(${lines(size, () => 'nn.Module, ')}Net):\n    pass\nNet()(1)\nTwo()(2)\n`,
  },
  {
    name: 'classes in circles',
    most: 200,
    text: (size) =>
      torch +
      lines(
        size,
        (i) =>
          `class C${i}(C${(i + 1) % size}, C${(i + 2) % size}, nn.Module):\n    def forward(self, x):\n        return F.relu(self.l(x))\n`,
      ),
  },
  {
    name: 'fields of a data class',
    most: 3000,
    text: (size) =>
      `${torch}from dataclasses import dataclass\n@dataclass\nclass Settings:\n${lines(size, (i) => `    f${i}: int = ${i}\n`)}s = Settings(${lines(size, (i) => `${i}, `)})\nmodel = nn.Sequential(nn.Linear(s.f0, 8), nn.ReLU())\n`,
  },
  {
    name: 'many decorators',
    most: 4000,
    text: (size) =>
      `${torch}${'@torch.jit.script\n'.repeat(size)}def f(x):\n    return F.relu(nn.Linear(8, 8)(x))\n${'@property\n'.repeat(size)}class Net(nn.Module):\n${'    @torch.no_grad()\n'.repeat(size)}    def forward(self, x):\n        return F.relu(nn.Linear(8, 8)(x))\n`,
  },
  {
    name: 'many parameters',
    most: 4000,
    text: (size) =>
      torch +
      model(
        `self.l = nn.Linear(8, 8)\nself.acts = [${lines(size, (i) => `p${i}, `)}]\n`,
        `for act in self.acts:\n    x = act(x)\n`,
        'Net',
        lines(size, (i) => `, p${i}=nn.ReLU()`),
      ) +
      `Net(${lines(size, (i) => `p${i}=nn.GELU(), `)})\n`,
  },
  {
    name: 'many arguments of known APIs',
    most: 3000,
    text: (size) =>
      `${torch}nn.Linear(${'8, '.repeat(size)})\nnn.LeakyReLU(${lines(size, (i) => `a${i}=${i}, `)})\nF.elu(x, ${'*a, **b, '.repeat(size)})\nnn.Sequential(${'*[nn.Linear(8, 8), nn.ReLU()], '.repeat(size)})(x)\n`,
  },
  {
    name: 'many calls in one statement',
    most: 3000,
    text: (size) =>
      `${torch}acts = [${'nn.ReLU(), nn.Linear(8, 8), nn.RNN(8, 8, nonlinearity="relu"), '.repeat(size)}]\nmodel = nn.Sequential(*acts)\nmodel(x)\n`,
  },
  {
    name: 'many statements on one line',
    most: 3000,
    text: (size) => `${torch}${'x = nn.ReLU(); y = nn.Linear(8, 8)(x); '.repeat(size)}\n`,
  },
  {
    name: 'many targets',
    most: 3000,
    text: (size) =>
      `${torch}${lines(size, (i) => `t${i} = `)}nn.ReLU()\n${lines(size, (i) => `u${i}, `)}= ${'nn.ReLU(), '.repeat(size)}\n(${lines(size, (i) => `v${i}, `)}*w) = *acts, *[nn.GELU()] * ${size}\nmodel = nn.Sequential(nn.Linear(8, 8), ${lines(size, (i) => `t${i}, u${i}, v${i}, `)})\nmodel(x)\n`,
  },
  {
    name: 'one name bound over and over by what it was',
    most: 4000,
    text: (size) =>
      `${torch}x = torch.randn(8)\nlayer = nn.Linear(8, 8)\n${'x = F.relu(layer(x)) + x\n'.repeat(size)}`,
  },
  {
    name: 'a name doubled over and over',
    most: 4000,
    text: (size) =>
      `${torch}layers = [nn.Linear(8, 8), nn.ReLU()]\n${'layers = layers + layers\n'.repeat(size)}model = nn.Sequential(*layers)\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'a table filled entry by entry',
    most: 4000,
    text: (size) =>
      `${torch}acts = {}\n${lines(size, (i) => `acts["k${i}"] = nn.ReLU\nacts.update(acts)\n`)}model = nn.Sequential(nn.Linear(8, 8), acts["k0"](), acts[unknown]())\nmodel(torch.randn(8))\n`,
  },
  {
    name: 'a huge table',
    most: 4000,
    text: (size) =>
      `${torch}acts = {${lines(size, (i) => `"k${i}": nn.ReLU, `)}}\nclass Net(nn.Module):\n    def __init__(self, name):\n        super().__init__()\n        self.act = acts[name]()\n        self.other = acts.get(name)()\n        self.third = [acts[key]() for key in acts for value in acts.values()]\n    def forward(self, x):\n        return self.act(nn.Linear(8, 8)(x))\n`,
  },
  {
    name: 'a huge list of numbers',
    most: 9000,
    text: (size) =>
      torchModel(
        `sizes = [${lines(size, (i) => `${i}, `)}]\nself.body = nn.ModuleList()\nfor a, b in zip(sizes[:-1], sizes[1:]):\n    self.body.append(nn.Linear(a, b))\n    if sizes.index(b) > len(sizes) or b in sizes:\n        self.body.append(nn.ReLU())\n`,
        'for layer in self.body:\n    x = layer(x)\n',
      ),
  },
  {
    name: 'match with many cases',
    most: 1500,
    text: (size) =>
      torchModel(
        `match name:\n${lines(size, (i) => `    case "a${i}" | ["b", *rest] if rest:\n        self.act = nn.ReLU()\n`)}`,
        `match x:\n${lines(size, (i) => `    case ${i}:\n        x = F.relu(self.first(x))\n`)}x = self.act(x)\n`,
      ),
  },
  {
    name: 'a long elif',
    most: 1500,
    text: (size) =>
      `${torch}def act(name):\n    if name == "x":\n        return nn.ReLU()\n${lines(size, (i) => `    elif name == "a${i}":\n        return nn.ReLU()\n`)}${model('self.act = act(name)\n', 'x = self.act(x)\n', 'Net', ', name')}`,
  },
  {
    name: 'many handlers',
    most: 1000,
    text: (size) =>
      torchModel(
        `try:\n    self.act = nn.ReLU()\n${lines(size, (i) => `except E${i} as e${i}:\n    self.act = nn.GELU()\n`)}finally:\n    pass\n`,
        `${'try:\n    x = self.act(x)\nexcept E:\n    pass\n'.repeat(size)}`,
      ),
  },
  {
    name: 'many imports',
    most: 3000,
    text: (size) =>
      `${torch}${lines(size, (i) => `import a${i}.b.c.d as m${i}\nfrom b${i} import *\nfrom .c${i} import x${i} as y${i}\n`)}model = nn.Sequential(Linear(8, 8), ReLU(), m0.ReLU())\nmodel(y0)\n`,
  },
  {
    name: 'many global statements',
    most: 2000,
    text: (size) =>
      `${torch}def f(x):\n${lines(size, (i) => `    global g${i}\n    g${i} = nn.ReLU()\n`)}    return g0(nn.Linear(8, 8)(x))\n${lines(size, (i) => `def h${i}():\n    global g0\n    g0 = nn.GELU()\n`)}`,
  },
  {
    name: 'scopes beside scopes',
    most: 3000,
    text: (size) =>
      `${torch}def outer():\n${lines(size, (i) => `    def f${i}(x): return F.relu(nn.Linear(8, 8)(x))\n    g${i} = lambda y: nn.ELU(y)(y)\n    h${i} = [nn.LeakyReLU(z) for z in range(3)]\n`)}    return f0\n`,
  },
  {
    name: 'findings by the thousand',
    most: 1500,
    text: (size) =>
      `${torch}${lines(size, () => 'nn.RNN(8, 8, nonlinearity="relu")\nnn.init.xavier_uniform_(nn.Linear(8, 8).weight)\nF.softmax(x)\nnn.CrossEntropyLoss()(F.softmax(x, 1), y)\n')}`,
  },
  {
    name: 'suppressions by the thousand',
    most: 3000,
    text: (size) =>
      `${torch}# activation-lens: ignore-file[${'relu-xavier-init, no-such-rule, '.repeat(size)}]\n${lines(size, (i) => `nn.RNN(8, 8, nonlinearity="relu")  # activation-lens: ignore[relu-in-recurrent-cell, a${i}]\n# activation-lens: ignore\n`)}# activation-lens: ignore[${' ,'.repeat(size)}\n# activation-lens: ignore${'['.repeat(size)}\n#${' activation-lens: ignore[a]'.repeat(size)}\n`,
  },
  {
    name: 'names of a hundred thousand letters',
    most: 100_000,
    text: (size) =>
      `${torch}${'a'.repeat(size)} = nn.ReLU\nmodel = nn.Sequential(nn.Linear(8, 8), ${'a'.repeat(size)}())\nnn.${'b'.repeat(size)}()\nclass ${'C'.repeat(size)}(nn.Module):\n    def forward(self, ${'d'.repeat(size)}):\n        return F.relu(nn.Linear(8, 8)(${'d'.repeat(size)}))\nF.gelu(x, approximate="${'e'.repeat(size)}")\nnn.RNN(8, 8, nonlinearity=${'f'.repeat(size)})\n`,
  },
  {
    name: 'a comment of a hundred thousand blanks',
    most: 100_000,
    text: (size) =>
      `${torch}#${' '.repeat(size)}activation-lens:${' '.repeat(size)}ignore${' '.repeat(size)}[${' '.repeat(size)}\nx = nn.ReLU()${' '.repeat(size)}# type:${' '.repeat(size)}\n"""${' '.repeat(size)}"""\ny = nn.RNN(8, 8, nonlinearity="${' '.repeat(size)}relu")\n`,
  },
  {
    name: 'a docstring of the size of a book',
    most: 50_000,
    text: (size) =>
      `${torch}class Net(nn.Module):\n    """${'nn.ReLU( activation "relu" \\n'.repeat(size / 10)}"""\n    def forward(self, x):\n        return F.relu(nn.Linear(8, 8)(x))\n`,
  },
];
