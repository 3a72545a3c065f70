/** Training loops by hand over toy data: a thousand rounds take no longer than a hundred, and what stands behind them is seen. */
import { describe, expect, test } from 'vitest';
import { createLensService } from '../../../src/core/service';
import { defaultConfiguration } from '../../../src/core/lint/configuration/configuration';
import { Stopwatch } from '../../fuzz/stopwatch';
import { modelOf } from './trace-of';

const after = '\nm = nn.Sequential(nn.Linear(8, 1), nn.Softmax(dim=-1))\n';
const programs: Readonly<Record<string, (rounds: number) => string>> = {
  'logistic regression over lists': (rounds) => `
xs, ys, w, b = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [0, 1, 1], [0.0, 0.0], 0.0
losses = []
for epoch in range(${rounds}):
    total = 0.0
    for x, y in zip(xs, ys):
        z = sum(wi * xi for wi, xi in zip(w, x)) + b
        g = 1 / (1 + 2.718 ** -z) - y
        w = [wi - 0.1 * g * xi for wi, xi in zip(w, x)]
        b -= 0.1 * g
        total += g * g
    losses.append(total)
`,
  clusters: (rounds) => `
points = [[i, i + 1, i * i] for i in range(50)]
centers = [[0, 0, 0], [10, 10, 10], [40, 41, 1600]]
for step in range(${rounds}):
    groups = [[], [], []]
    for p in points:
        d = [sum((a - b) ** 2 for a, b in zip(p, c)) for c in centers]
        groups[d.index(min(d))].append(p)
    centers = [[sum(q[k] for q in g) / max(1, len(g)) for k in range(3)] for g in groups]
`,
  'a table of texts': (rounds) => `
data, table = [(i, i * 2) for i in range(100)], {}
for epoch in range(${rounds}):
    for a, b in data:
        k = f"{a}-{b}"
        table[k] = table.get(k, 0) + a * b
        if a % 2 == 0:
            table[k] -= 1
`,
  'loops that count': (rounds) => `
i, total = 0, []
while i < ${rounds}:
    for j in range(200):
        total.append(i * j)
    i += 1
`,
  'tensors by hand': (rounds) => `
x, w, losses = torch.randn(10, 3), torch.randn(3, 1), []
for epoch in range(${rounds}):
    for k in range(10):
        e = torch.sigmoid(x[k] @ w) - 1
        w = w - 0.1 * (x[k] * e).reshape(3, 1)
        losses.append(e)
`,
  'numpy by hand': (rounds) => `
x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0], [1], [1], [0]])
w1, w2 = np.random.randn(2, 4), np.random.randn(4, 1)
for epoch in range(${rounds}):
    h = np.tanh(x @ w1)
    o = 1 / (1 + np.exp(-(h @ w2)))
    d = (o - y) * o * (1 - o)
    w2 = w2 - 0.1 * h.T @ d
    w1 = w1 - 0.1 * x.T @ ((d @ w2.T) * (1 - h ** 2))
`,
  'in a function': (rounds) => `
def step(x, y, w):
    p = sum(a * b for a, b in zip(x, w))
    return [a - 0.1 * (p - y) * b for a, b in zip(w, x)]
def main():
    w = [0.0] * 3
    for epoch in range(${rounds}):
        for x, y in [([1, 2, 3], 1), ([2, 3, 4], 0), ([1, 1, 1], 1)]:
            w = step(x, y, w)
    return w
main()
`,
};

function lint(program: string): readonly string[] {
  const text = `import numpy as np\nimport torch\nfrom torch import nn\n${program}${after}`;
  return createLensService()
    .update('file:///project/toy.py', 1, text)
    .findings(defaultConfiguration)
    .map(({ rule }) => rule);
}

describe.each(Object.entries(programs))('%s', (_, program) => {
  test('a thousand rounds and three thousand end soon, and the model behind them is linted', () => {
    lint(program(10));
    for (const rounds of [1_000, 3_000]) {
      const watch = new Stopwatch(true);
      const rules = watch.time(`${rounds} rounds`, () => lint(program(rounds)));
      expect(rules).toContain('softmax-single-unit');
      // Some 30 ms; a second and more where every round was followed.
      expect(watch.slowest, watch.toString()).toBeLessThan(600);
    }
  });
});

test('what such a loop counts is not known behind it', () => {
  const program = (rounds: number) =>
    `import torch\nfrom torch import nn\nwidth = 0\nfor i in range(${rounds}):\n    for j in range(20): k = i * j + j\n    width += 1\nnet = nn.Sequential(nn.Linear(8, width), nn.ReLU())\n`;
  const widthAfter = (rounds: number) => {
    const layer = modelOf(program(rounds)).nodes.find(({ kind }) => kind === 'layer');
    return layer?.kind === 'layer' ? layer.width : 'none';
  };
  expect(widthAfter(16)).toBe(16);
  expect(widthAfter(3_000)).toBeUndefined();
});

test('a loop that makes layers is followed however long it takes', () => {
  const text = `from torch import nn\nlayers = []\nfor i in range(60):\n    for j in range(300): k = i * j\n    layers += [nn.Linear(8, 8), nn.ReLU()]\nnet = nn.Sequential(*layers)\n`;
  expect(modelOf(text).nodes.filter(({ kind }) => kind === 'activation')).toHaveLength(60);
});

test('a whole model that every round calls anew is in the graph a few times, a single step as often as it is called', () => {
  const generating = (depth: number, rounds: number) => `import torch
import torch.nn.functional as F
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Sequential(nn.Linear(8, 8), nn.ReLU()) for _ in range(${depth})])
        self.first = nn.Embedding(8, 8)
    def forward(self, x):
        hidden = self.first(x)
        for _ in range(${rounds}):
            for layer in self.layers:
                hidden = layer(hidden)
        return hidden
net = Net()
`;
  const layersOf = (depth: number, rounds: number) =>
    modelOf(generating(depth, rounds)).nodes.filter(({ kind }) => kind === 'layer').length;
  expect(layersOf(1, 40)).toBe(41);
  expect(layersOf(200, 40)).toBeLessThan(1_000);
});
