/** Ways in which real files arrive broken: half-typed, cut off, pasted twice, saved in another encoding, or hostile. */
import type { TextChange } from '../../src/core/python/syntax';
import type { Random } from './random';

const fragments = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '.',
    '=',
    '*',
    '**',
    '@',
    '->',
    ':=',
    ';',
    '\\',
    '\\\n',
    '\n',
    '\t',
    '    ',
  ],
  ...[
    '"',
    "'",
    '"""',
    "'''",
    'f"{',
    'f"{x!r:>{w}}"',
    'b"',
    "r'",
    '#',
    '# type: ignore',
    '# activation-lens: ignore[',
    ']',
  ],
  ...[
    'def f(',
    'class A(nn.Module):\n',
    'lambda x: ',
    'async ',
    'await ',
    'yield ',
    'return ',
    'if ',
    'else:\n',
    'for x in ',
  ],
  ...[
    'match x:\n    case ',
    'try:\n',
    'except* E:\n',
    'with ',
    'import ',
    'from . import *\n',
    'from torch import nn\n',
    'global x\n',
  ],
  ...[
    'nn.ReLU()',
    'nn.Sequential(',
    'nn.RNN(1, 2, nonlinearity="relu")',
    'F.leaky_relu(x, -1e400)',
    "activation='relu'",
  ],
  ...[
    'nn.init.xavier_uniform_(self.a.weight)\n',
    'self.a = self.a\n',
    'nn = nn\n',
    'ReLU = nn.ReLU',
    'torch.',
    'keras.layers.LSTM(',
  ],
  ...[
    '0x',
    '1_000',
    '1e309',
    '-',
    '9'.repeat(400),
    '1j',
    '...',
    'None',
    'True',
    '__',
    'é',
    '変数',
    '𝒳 = 1\n',
    '\u{1F525}',
  ],
  // Names that every JavaScript object has, where a table is asked for a name.
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'nn.init.calculate_gain("__proto__")'],
  ...["activation='constructor'", 'nn.__proto__()', 'layers.Dense(1, kernel_initializer="valueOf")'],
  // Other ways in: IPython's lines, decorators with comments in between, another encoding.
  ...[
    '%matplotlib inline\n',
    '!pip install torch\n',
    '    %time x = 1\n',
    '?nn.ReLU\n',
    '# -*- coding: latin-1 -*-\n',
  ],
  ...['@a # b\r\n', '@nn.compact\n', '@torch.no_grad()\n', '# c\r\n'],
  ...['tf.keras.layers.', 'flax.linen.', 'jax.nn.relu', 'keras.activations.', 'optax.'],
  ...['\uD83D', '\uDD25', '\u0000', '\u2028', '\uFEFF', '\r', '\r\n', '\f', '\u202E', 'a\u0301', '\uFFFD'],
] as const;

function span(random: Random, text: string, longest: number): { start: number; end: number } {
  const start = random.below(text.length + 1);
  return { start, end: Math.min(text.length, start + random.below(longest + 1)) };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found < 0 ? text.length : found + 1;
}

type Mutation = (random: Random, text: string) => TextChange;

const mutations: readonly Mutation[] = [
  // Typed.
  (random, text) => ({ ...span(random, text, 0), newText: random.pick(fragments) }),
  (random, text) => ({ ...span(random, text, 0), newText: random.pick(fragments) }),
  (random, text) => ({ ...span(random, text, 12), newText: random.pick(fragments) }),
  // Deleted: characters, a stretch, a line.
  (random, text) => ({ ...span(random, text, 3), newText: '' }),
  (random, text) => ({ ...span(random, text, 200), newText: '' }),
  (random, text) => {
    const at = random.below(text.length + 1);
    return { start: lineStart(text, at), end: lineEnd(text, at), newText: '' };
  },
  // A line pasted elsewhere, indented or not.
  (random, text) => {
    const from = random.below(text.length + 1);
    const line = text.slice(lineStart(text, from), lineEnd(text, from));
    const to = lineStart(text, random.below(text.length + 1));
    return { start: to, end: to, newText: ' '.repeat(random.below(9)) + line };
  },
  // Cut off at either end.
  (random, text) => ({ start: random.below(text.length + 1), end: text.length, newText: '' }),
  (random, text) => ({ start: 0, end: random.below(text.length + 1), newText: '' }),
  // Indentation lost or doubled.
  (random, text) => {
    const start = lineStart(text, random.below(text.length + 1));
    const width = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0].length ?? 0;
    return { start, end: start + width, newText: ' '.repeat(random.below(2 * width + 4)) };
  },
  // What changes no statement: blanks behind a line, an empty line, a word in a comment — or in a string that looks like one.
  (random, text) => {
    const at = lineEnd(text, random.below(text.length + 1));
    const end = Math.max(0, at - 1);
    return { start: end, end, newText: random.pick([' ', '  ', '\t', '\n', '\n    ', ' # note'] as const) };
  },
  (random, text) => {
    const at = text.indexOf('#', random.below(text.length + 1));
    const start = at < 0 ? text.length : Math.min(text.length, at + 1 + random.below(8));
    const end = Math.min(text.length, start + random.below(3));
    return { start, end, newText: random.pick(['', ' ', 'x', 'why', '"', '\\', '#'] as const) };
  },
  // Noise.
  (random, text) => {
    const noise = Array.from({ length: 1 + random.below(40) }, () =>
      String.fromCharCode(random.below(0x10000)),
    );
    return { ...span(random, text, 5), newText: noise.join('') };
  },
  // Depth.
  (random, text) => {
    const [open, close] = random.pick([
      ['(', ')'],
      ['[', ']'],
      ['f(', ')'],
      ['-', ''],
      ['nn.Sequential(', ')'],
      ['x if ', ''],
    ] as const);
    const depth = random.chance(0.03) ? 2_000 : random.pick([10, 30, 100, 300] as const);
    const closed = random.chance(0.5) ? `1${close.repeat(depth)}` : '1';
    return { ...span(random, text, 0), newText: `${open.repeat(depth)}${closed}\n` };
  },
];

/** One edit of a text. */
export function mutate(random: Random, text: string): TextChange {
  return random.pick(mutations)(random, text);
}

/** The whole text in another form: line ends, tabs, a byte-order mark, all on one line. */
export function reshape(random: Random, text: string): string {
  return random.pick([
    (given: string) => given.replaceAll('\n', '\r\n'),
    (given: string) => given.replaceAll('\n', '\r'),
    (given: string) => given.replaceAll('    ', '\t'),
    (given: string) => `\uFEFF${given}`,
    (given: string) => given.replaceAll('\n', ' '),
    (given: string) => given.replaceAll('x', '𝒳'),
  ])(text);
}
