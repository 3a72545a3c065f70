/** Depth: up to what the parser reads, and beyond. */
import { torch, lines, model, torchModel, nested, type HostileShape } from './shape';

const pairs = [
  ['F.relu(', ')', 'x'],
  ['nn.Sequential(', ')', 'nn.Linear(8, 8), nn.ReLU()'],
  ['[', ']', 'nn.ReLU()'],
  ['(', ',)', 'nn.ReLU()'],
  ['{"a": ', '}', 'nn.ReLU()'],
  ['-', '', 'x'],
  ['not ', '', 'x'],
  ['x + (', ')', 'x'],
  ['', ' + x', 'x'],
  ['', '.a', 'x'],
  ['', '(x)', 'f'],
  ['', '[0]', 'x'],
  ['', '.relu()', 'self.first(x)'],
  ['lambda: ', '', 'F.relu(x)'],
  ['lambda x=', ': x', 'F.relu(x)'],
  ['x if x else (', ')', 'F.relu(x)'],
  ['x if (', ') else x', 'F.relu(x)'],
  ['[', ' for x in x]', 'F.relu(x)'],
  ['[x for x in ', ']', 'F.relu(x)'],
  ['x and (', ')', 'F.relu(x)'],
  ['x or (', ')', 'F.relu(x)'],
  ['(x := ', ')', 'F.relu(x)'],
  ['f"{', '}"', 'x'],
  ['x < (', ')', 'F.relu(x)'],
  ['', ' < x', 'F.relu(x)'],
  ['F.leaky_relu(x, ', ')', '1'],
  ['functools.partial(', ')', 'nn.ReLU'],
  ['self.me(', ')', 'x'],
  ['x[x:', ']', 'F.relu(x)'],
  ['*', '', 'x'],
  ['await ', '', 'x'],
  ['(yield ', ')', 'x'],
  ['2 ** ', '', '2'],
  ['(lambda f: f(f))(', ')', 'x'],
  ['max(x, ', ')', 'F.relu(x)'],
] as const;
export const depth: readonly HostileShape[] = [
  ...pairs.flatMap(([open, close, core]): readonly HostileShape[] => [
    {
      name: `nested ${open}…${close}`,
      most: 3000,
      text: (size) => {
        const value = nested(open, close, size, core);
        return `${torchModel(`self.me = self\nself.v = ${value}\n`, `x = ${value}\n`)}v = ${value}\nnn.LeakyReLU(${value})\nF.relu(${value})\n`;
      },
    },
    {
      name: `recursion with ${open}…${close}`,
      most: 200,
      text: (size) => {
        const value = nested(open, close, size, 'g(x, depth - 1)');
        const functions = lines(
          40,
          (i) =>
            `def f${i}(x, depth=100):\n    x = F.relu(nn.Linear(8, 8)(x))\n    return ${nested(open, close, size, `f${(i + 1) % 40}(x, depth - 1)`)}\n`,
        );
        return `${torch}def f(x):\n    return x\ndef g(x, depth=100):\n    x = F.relu(nn.Linear(8, 8)(x))\n    return ${value}\n${functions}model = nn.Linear(8, 8)\ng(model(torch.randn(8)))\nf0(model(torch.randn(8)))\n`;
      },
    },
    {
      name: `modules called through ${open}…${close}`,
      most: 200,
      text: (size) =>
        torch +
        model('', '', 'M0') +
        lines(40, (i) =>
          model(
            `self.inner = M${i}()\nself.me = self\n`,
            `x = ${nested(open, close, size, 'self.inner(x)')}\n`,
            `M${i + 1}`,
          ),
        ),
    },
    {
      name: `names defined by names in ${open}…${close}`,
      most: 40,
      text: (size) =>
        `${torch}x = F.relu(torch.randn(8))\na0 = nn.ReLU()\n${lines(300, (i) => `a${i + 1} = ${nested(open, close, size, `a${i}`)}\n`)}model = nn.Sequential(nn.Linear(8, 8), nn.LeakyReLU(a300))\nmodel(a300)\n`,
    },
  ]),
  ...(
    [
      ['if x:', ''],
      ['for x in x:', ''],
      ['while x:', ''],
      ['with x:', ''],
      ['try:', 'finally:\n    pass'],
      ['def f(x):', ''],
      ['class A(nn.Module):', ''],
      ['match x:\n case x:', ''],
      ['async def f(x):', ''],
    ] as const
  ).map(([head]): HostileShape => ({
    name: `blocks in blocks: ${head}`,
    most: 500,
    text: (size) => {
      const block = Array.from({ length: size }, (_, at) =>
        head
          .split('\n')
          .map((line, index) => ' '.repeat(2 * at + index) + line.trim() + '\n')
          .join(''),
      ).join('');
      return `${torch}${block}${' '.repeat(2 * size)}x = F.relu(nn.Linear(8, 8)(x))\n${model('', block + ' '.repeat(2 * size) + 'x = F.relu(self.first(x))\n')}`;
    },
  })),
];
