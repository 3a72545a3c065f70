import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';
import { runCase } from './case';
import { editProject } from './projects';
import { randomFrom } from './random';
import { Stopwatch } from './stopwatch';

const folder = join(__dirname, '../../examples');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

describe('broken files, notebooks, messages and configuration', () => {
  it('neither crash nor hang nor give a wrong range, and edits lead to the same answers as opening afresh', () => {
    for (let seed = 1; seed <= 150; seed++)
      expect({ seed, failure: runCase(seed, files).failure }).toEqual({ seed, failure: undefined });
  }, 120_000);

  it('projects answer after edits as they do when they are opened afresh', () => {
    for (let seed = 1; seed <= 200; seed++)
      expect(() => editProject(randomFrom(seed), new Stopwatch(), true), `seed ${seed}`).not.toThrow();
  }, 120_000);

  const everything = { select: undefined, ignore: [], severity: {} };
  it.each([
    ['ten megabytes in one line', `import torch\nx = [${'1, '.repeat(3_500_000)}]\n`],
    ['ten megabytes of a string', `import torch\nx = "${'a'.repeat(10_000_000)}"\n`],
    ['a hundred thousand brackets', `import torch\nx = ${'('.repeat(100_000)}\n`],
    ['a hundred thousand calls', `import torch\nx = ${'f('.repeat(50_000)}${')'.repeat(50_000)}\n`],
    [
      'ten thousand nested blocks',
      `import torch\n${Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('')}`,
    ],
    ['a long chain of attributes', `import torch\nx = torch${'.a'.repeat(100_000)}\n`],
    ['ten thousand lines that bind one name', `import torch\n${'x = [1, 2, 3, 4, 5]\n'.repeat(10_000)}`],
    ['a long word', `import torch\nx = "${'a'.repeat(900_000)}"\nnn.ReLU()\n`],
    [
      'ten thousand lines that assign a layer to one name',
      `from torch import nn\n${'x = nn.ReLU()\n'.repeat(10_000)}`,
    ],
    [
      'a constructor that makes more of its own kind',
      `from torch import nn\nclass A(nn.Module):\n  def __init__(self):\n    super().__init__()\n    self.a = nn.Linear(1, 1)\n${'    A(), A()\n'.repeat(12)}  def forward(self, x):\n    return self.a(x)\nA()\n`,
    ],
    [
      'hundreds of models',
      `from torch import nn\n${'nn.Sequential(nn.Linear(1, 1), nn.ReLU())(x)\n'.repeat(1_500)}`,
    ],
    ['a long sum', `import torch\nx = 1${' + 1'.repeat(100_000)}\n`],
    [
      'bytes of no meaning',
      `import torch\n${Array.from({ length: 50_000 }, (_, i) => String.fromCharCode((i * 7919) % 0x10000)).join('')}`,
    ],
  ])(
    '%s end in an answer',
    (_, text) => {
      const start = performance.now();
      const document = createLensService().update('file:///project/big.py', 1, text);
      expect(Array.isArray(document.findings(everything))).toBe(true);
      expect(Array.isArray(document.activations())).toBe(true);
      // Generous: the machine may be busy. A hang is far beyond it.
      expect(performance.now() - start).toBeLessThan(20_000);
    },
    60_000,
  );
});
