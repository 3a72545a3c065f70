/** Functions of one's own, which are drawn by running them. */
import { lines, nested, type HostileShape } from './shape';

/** A function of `x` with these statements and this result. */
const curve = (statements: string, result = 'x', above = ''): string =>
  `import torch\n${above}def f(x, n=100):\n${statements.replace(/^(?=.)/gm, '    ')}    return ${result}\n`;

const loop = (rounds: number, statement: string, result = 'xs[0]'): string =>
  curve(`xs = [x]\nfor _ in range(${rounds}):\n    ${statement}\n`, result);

export const ownFunctions: readonly HostileShape[] = [
  ...[
    'xs = xs + xs',
    'xs += xs',
    'xs.append(*xs)',
    'xs.extend(xs)',
    'xs = [*xs, *xs]',
    'xs = [xs, xs]',
    'xs = [xs]',
    'xs = list(zip(xs, xs)) + xs',
    'xs = [y for y in xs for z in xs]',
    'xs = xs * 1000',
    'xs = tuple(xs) * 2',
  ].map((statement): HostileShape => ({
    name: `a curve with ${statement}`,
    most: 1000,
    text: (size) => loop(size, statement),
  })),
  {
    name: 'a curve that doubles without end',
    most: 1,
    text: () => curve('xs = [x]\nwhile True:\n    xs = xs + xs\n'),
  },
  {
    name: 'a curve that appends to what it goes through',
    most: 1,
    text: () => curve('xs = [x]\nfor y in xs:\n    xs.append(y)\n'),
  },
  {
    name: 'a curve that counts far',
    most: 300,
    text: (size) => curve(`y = 0.0\nwhile y < 1e${size}:\n    y = y + 1\n`, 'y'),
  },
  { name: 'a curve of nothing zipped', most: 1, text: () => curve('for a in zip():\n    pass\n') },
  ...(
    [
      ['(x + ', ')'],
      ['abs(', ')'],
      ['-', ''],
      ['', '.real'],
      ['', ' + x'],
      ['x if x > 0 else (', ')'],
      ['(lambda y: y)(', ')'],
      ['max(0.0, ', ')'],
    ] as const
  ).map(([open, close]): HostileShape => ({
    name: `a curve that recurs through ${open}…${close}`,
    most: 2000,
    text: (size) => curve('if n == 0:\n    return x\n', nested(open, close, size, 'f(x, n - 1)')),
  })),
  {
    name: 'a curve of lambdas in lambdas',
    most: 500,
    text: (size) =>
      `import torch\nf = ${'lambda x: '.repeat(size)}x\ng = ${'(lambda x: '.repeat(size)}x${')(1.0)'.repeat(size)}\n`,
  },
  {
    name: 'a curve of blocks in blocks',
    most: 400,
    text: (size) =>
      curve(
        `${Array.from({ length: size }, (_, at) => `${' '.repeat(at)}if True:\n`).join('')}${' '.repeat(size)}x = x + 1\n`,
      ),
  },
  {
    name: 'a curve of many pieces',
    most: 3000,
    text: (size) =>
      curve(`if x > 0:\n    return x\n${lines(size, (i) => `elif x > ${i + 1}:\n    return x\n`)}`),
  },
  {
    name: 'a curve of powers of powers',
    most: 30,
    text: (size) => curve('', `max(0.0, x)${' ** 10'.repeat(size)}`),
  },
  {
    name: 'a curve with a corner every hundredth',
    most: 1000,
    text: (size) => curve(`y = 0.0\nfor i in range(${size}):\n    y = y + max(x - i * 0.01, 0.0)\n`, 'y'),
  },
  {
    name: 'a curve of steps',
    most: 9,
    text: (size) => curve('', `torch.floor(x * 1e${size})`),
  },
  {
    name: 'a curve of constants in constants',
    most: 200,
    text: (size) =>
      curve(`y = a${size}\n`, 'x', `a0 = [1, 1]\n${lines(size, (i) => `a${i + 1} = [a${i}, a${i}]\n`)}`),
  },
  {
    name: 'a curve with a long table',
    most: 20_000,
    text: (size) =>
      curve(
        `for _ in range(1000):\n    y = table\n    z = {i: i for i in y}\n`,
        'x',
        `table = [${'1.0, '.repeat(size)}]\n`,
      ),
  },
  {
    name: 'a curve with a long text',
    most: 200_000,
    text: (size) =>
      curve(`t = "${'1'.repeat(size)}"\nfor _ in range(900):\n    y = float(t)\n    z = t == t + ""\n`),
  },
  {
    name: 'a curve of many methods',
    most: 3000,
    text: (size) =>
      `import torch\nclass A:\n${lines(size, (i) => `    def m${i}(self, x):\n        return x\n    a${i} = 1.0\n`)}    def __call__(self, x):\n${lines(size, (i) => `        x = self.m${i}(x) + self.a${i}\n`)}        return x\ndef f(x):\n    return A()(x)\n`,
  },
  {
    name: 'a curve of many parameters',
    most: 1500,
    text: (size) =>
      `${curve('for _ in range(900):\n    x = g(x, **d)\n', 'x', `def g(x${lines(size, (i) => `, p${i}=0`)}):\n    return x\nd = {${lines(size, (i) => `"p${i}": 0, `)}}\n`)}`,
  },
  {
    name: 'a curve of many decorators',
    most: 2000,
    text: (size) =>
      curve(
        'for _ in range(900):\n    x = g(x)\n',
        'x',
        `${'@torch.jit.script\n'.repeat(size)}def g(x):\n    return x\n`,
      ),
  },
  {
    name: 'a curve of a constructor that cannot be followed',
    most: 1500,
    text: (size) =>
      `import torch\nclass A:\n    def __init__(self):\n${lines(size, (i) => `        self.a${i} = undefined_${i}()\n`)}    def forward(self, x):\n        return x\n`,
  },
  {
    name: 'a curve of a class with all before as bases',
    most: 60,
    text: (size) =>
      `import torch\nclass A0(object):\n    pass\n${lines(size, (i) => `class A${i + 1}(${Array.from({ length: i + 1 }, (_, j) => `A${j}`).join(', ')}):\n    pass\n`)}class B(A${size}):\n    foo = abs\n    def forward(self, x):\n        for _ in range(500):\n            x = self.foo(x)\n        return x\n`,
  },
];
