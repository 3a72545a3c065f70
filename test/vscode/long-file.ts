/** A file of models, as long as one wants it, with a recurrent cell in each model that deserves a squiggle. */

const model = (index: number): readonly string[] => [
  `class Net${index}(nn.Module):`,
  '    def __init__(self, width=64):',
  '        super().__init__()',
  '        self.first = nn.Linear(width, width)',
  '        self.second = nn.Linear(width, width)',
  '        self.act = nn.GELU()',
  `        self.cell = nn.RNN(${index + 10}, 64, nonlinearity='relu')`,
  '        self.head = nn.Linear(width, 10)',
  '',
  '    def forward(self, x, state):',
  '        """Runs the cell, then two layers with a residual connection around them."""',
  '        out, state = self.cell(x, state)',
  '        hidden = self.act(self.first(out))',
  '        hidden = self.act(self.second(hidden)) + out',
  '        for _ in range(2):',
  '            hidden = torch.nn.functional.layer_norm(hidden, hidden.shape[-1:])',
  '        return self.head(hidden), state',
  '',
  '',
  `net${index} = Net${index}()`,
];

export const cellOf = (index: number): string => `nn.RNN(${index + 10}, 64, nonlinearity='relu')`;

export function longFile(lines: number): string {
  const all = ['import torch', 'from torch import nn', '', ''];
  for (let index = 0; all.length < lines; index++) all.push(...model(index));
  return `${all.slice(0, lines).join('\n')}\n`;
}
