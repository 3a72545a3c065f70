/** Calls that go all of their ways through texts and files and make nothing: the models behind them are seen all the same. */
import { describe, expect, it } from 'vitest';
import { pairsOf } from './trace-of';

/** A parser that calls itself on unknown pieces of what it is given: each level has nine times the calls of the one above. */
const parser = `
def words_of(text):
    found = []
    for part in text.split(','):
        for piece in part.split(' '):
            if piece.startswith('['):
                found.extend(words_of(piece[1:]))
            elif piece.startswith('{'):
                found.extend(words_of(piece[2:]))
            elif piece.startswith('('):
                found.extend(words_of(piece[3:]))
            elif piece.isdigit():
                found.append(int(piece))
            else:
                found.append(piece.strip())
    return found

def read(path):
    rows = []
    for line in open(path):
        for cell in line.split(';'):
            if cell.startswith('a'):
                rows.append(words_of(cell))
            elif cell.startswith('b'):
                rows.append([words_of(one) for one in cell.split('|')])
            else:
                rows.append({'words': words_of(cell), 'more': words_of(cell[1:])})
    return rows
`;

describe('a call that makes nothing of a network', () => {
  it('is given up, and what stands behind it is followed', () => {
    const text = `import torch
from torch import nn
${parser}
def main(paths):
    rows = [read(path) for path in paths]
    model = nn.Sequential(
        nn.Linear(8, 4),  #: first
        nn.ReLU(),  #: relu
        nn.Linear(4, 1),
    )
    return model(rows)
`;
    expect(pairsOf(text)).toContain('first > relu');
  });

  it('leaves no write of a branch behind', () => {
    const text = `import torch
from torch import nn
${parser}
class Net(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.act = nn.ReLU()  #: relu
        self.fill(path)
        self.first = nn.Linear(8, 4)  #: first
    def fill(self, path):
        if path.endswith('x'):
            self.act = None
            for line in open(path):
                self.words = read(line)
    def forward(self, x):
        return self.act(self.first(x))
`;
    expect(pairsOf(text)).toContain('first > relu');
  });
});
