/** A notebook of twenty cells over which one program is spread, and the same program as one file. */

interface Cell {
  readonly kind: 'python' | 'markdown' | 'javascript';
  readonly text: string;
}

const python = (...lines: readonly string[]): Cell => ({ kind: 'python', text: lines.join('\n') });
const markdown = (text: string): Cell => ({ kind: 'markdown', text });

export const cells: readonly Cell[] = [
  markdown("# A study, with `nn.ReLU()` in words, an open ( and '''"),
  python('%matplotlib inline', '!pip install torch \\', '    --upgrade', 'import math', 'import torch'),
  python('from torch import nn', 'import torch.nn.functional as F'),
  python('%%bash', 'echo "nn.RNN(1, 2, nonlinearity=\'relu\')"'),
  python('width, depth = 256, 4', 'files = !ls'),
  markdown('The block:'),
  python(
    'class Block(nn.Module):',
    '    def __init__(self, width):',
    '        super().__init__()',
    '        self.linear = nn.Linear(width, width)',
    '        self.act = nn.ReLU()',
    '',
    '    def forward(self, x):',
    '        return self.act(self.linear(x))',
  ),
  python('def blocks(count):', '    return [Block(width) for _ in range(count)]'),
  { kind: 'javascript', text: "// nn.RNN(1, 2, nonlinearity='relu')\nlet x = '''" },
  python('%%time', 'net = nn.Sequential(*blocks(depth), nn.Linear(width, 10), nn.Softmax(dim=1))'),
  python('Block?'),
  python(
    'def start(module):',
    '    if isinstance(module, nn.Linear):',
    '        nn.init.xavier_uniform_(module.weight)',
    '        nn.init.zeros_(module.bias)',
  ),
  python('net.apply(start)'),
  python("print('width % depth =', width % depth)", 'criterion = nn.CrossEntropyLoss()'),
  python("rnn = nn.RNN(32, 64, nonlinearity='relu')  # \u{1F525} ä"),
  markdown('The loss:'),
  python(
    'optimizer = torch.optim.SGD(net.parameters(), lr=0.01)',
    'def step(images, labels):',
    '    optimizer.zero_grad()',
    '    loss = criterion(net(images), labels)',
    '    loss.backward()',
    '    optimizer.step()',
  ),
  python('head = nn.Linear(64, 1)', 'certainty = nn.Sequential(head, nn.Softmax(dim=-1))'),
  python('log_probabilities = torch.log(F.softmax(head(torch.randn(8, 64)), dim=-1))'),
  python('gate = nn.LeakyReLU(-0.2)'),
];

/** As Jupyter writes it: each line a string of its own. */
export const notebook: string = JSON.stringify(
  {
    cells: cells.map(({ kind, text }, index) => ({
      cell_type: kind === 'markdown' ? 'markdown' : 'code',
      id: `cell-${index + 1}`,
      metadata: kind === 'javascript' ? { vscode: { languageId: 'javascript' } } : {},
      source: text.split(/(?<=\n)/),
      ...(kind === 'markdown' ? {} : { execution_count: null, outputs: [] }),
    })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  },
  undefined,
  1,
);

/** Lines that only IPython understands are left out; of a shell assignment the name stays. */
const plain = (text: string): string =>
  text
    .replace(/!pip install torch \\\n[^\n]*\n/, '')
    .replaceAll(/^%(?!%bash).*\n?|^\w+\?$/gm, '')
    .replaceAll(/= !ls$/gm, '= _');

/** The program in one file, and for each of its lines the cell (from 1) and line (from 1) that it stands in. */
export const oneFile: string = cells
  .filter(({ kind, text }) => kind === 'python' && !text.startsWith('%%bash'))
  .map(({ text }) => `${plain(text)}\n`)
  .join('');

/** Where the text of a finding in the one file stands in the notebook: the cell that has that line. */
export function cellOfLine(line: string): number {
  const holding = cells.flatMap(({ kind, text }, index) =>
    kind === 'python' && text.split('\n').includes(line) ? [index + 1] : [],
  );
  const [only] = holding;
  if (only === undefined || holding.length > 1) throw new Error(`${line} stands in ${holding.length} cells.`);
  return only;
}
