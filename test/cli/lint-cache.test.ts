/** What is kept from run to run is what a run without it would find, whatever changes in between. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { overlaid, systemDisk } from '../../src/cli/disk';
import { LintCache } from '../../src/cli/lint-cache';
import { FileLinter, type LintTask } from '../../src/cli/lint-files';
import { project } from './command-line';
import { commandLine } from './in-process';
import { randomFrom, type Random } from '../fuzz/random';

let directory: string;
let caches: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'activation-lens-cached-'));
  caches = mkdtempSync(join(tmpdir(), 'activation-lens-cache-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
  rmSync(caches, { recursive: true, force: true });
});

const configuration = { select: undefined, ignore: [], severity: {} };
const unexpected = (line: string): never => {
  throw new Error(line);
};

function write(name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}

function tasks(): readonly LintTask[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((shown) => ({ shown, absolute: join(directory, shown), configuration }));
}

/** A run as the command line makes it: one linter for all files that nothing is kept of. */
function runCached(): { readonly findings: readonly unknown[]; readonly linted: readonly string[] } {
  const cache = new LintCache(caches, 'build', unexpected);
  const read = cache.reader([directory], systemDisk);
  const linter = new FileLinter(
    { roots: [directory], mending: undefined, contents: new Map(), notesDependencies: true },
    unexpected,
  );
  const linted: string[] = [];
  const findings = tasks().map((task) => {
    const kept = read(task);
    if (kept !== undefined) return kept.findings;
    linted.push(task.shown);
    const result = linter.lint(task);
    cache.keep(task, result, systemDisk);
    return result.findings;
  });
  return { findings, linted };
}

function runUncached(): readonly unknown[] {
  return tasks().map(
    (task) =>
      new FileLinter(
        { roots: [directory], mending: undefined, contents: new Map(), notesDependencies: true },
        unexpected,
      ).lint(task).findings,
  );
}

/** What files of a small project say: blocks, models of them, a helper, a package that passes names on. */
const statements: readonly ((other: string) => string)[] = [
  () => 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n',
  (other) => `from ${other} import Block, act, init\n`,
  (other) => `from .${other} import *\n`,
  (other) => `import ${other}\n`,
  () => 'def act(x):\n    return torch.softmax(x, -1)\n',
  () => 'def act(x):\n    return torch.relu(x)\n',
  () => 'def init(m):\n    nn.init.xavier_uniform_(m.weight)\n',
  () => 'def init(m):\n    nn.init.zeros_(m.weight)\n',
  () =>
    'class Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(8, 8)\n    def forward(self, x):\n        return torch.sigmoid(self.l(x))\n',
  () =>
    'class Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.l = nn.Linear(8, 8)\n    def forward(self, x):\n        return self.l(x)\n',
  (other) =>
    `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = Block()\n        self.b = ${other}.Block()\n        self.c = nn.Linear(8, 8)\n        init(self.c)\n    def forward(self, x):\n        return F.cross_entropy(act(self.c(self.b(self.a(x)))), x)\n`,
  () => 'net = nn.Sequential(Block(), Block(), Block(), nn.Linear(8, 4), nn.Linear(4, 2))\n',
  () => 'y = torch.log(act(x))\n',
];
const names = ['a', 'b', 'c', 'pkg/__init__', 'pkg/d', 'pkg/e', 'd'];
const modules = ['a', 'b', 'c', 'pkg', 'pkg.d', 'pkg.e', 'd', 'e'];

function program(random: Random): string {
  const [imports] = statements;
  let text = imports?.('') ?? '';
  for (let count = 2 + random.below(7); count > 0; count--)
    text += random.pick(statements)(random.pick(modules));
  return text;
}

describe('the cache', () => {
  // ACTIVATION_LENS_SEQUENCES=200 looks at more.
  const sequences = Number(process.env['ACTIVATION_LENS_SEQUENCES'] ?? 40);
  it.each(Array.from({ length: sequences }, (_, seed) => seed))(
    'finds after any edits what a run without it finds (%i)',
    (seed) => {
      const random = randomFrom(seed);
      for (const name of names) if (random.chance(0.7)) write(`${name}.py`, program(random));
      let kept = 0;
      for (let step = 0; step < 6; step++) {
        const run = runCached();
        expect(run.findings, `step ${step}`).toEqual(runUncached());
        kept += run.findings.length - run.linted.length;
        const name = random.pick(names);
        if (random.chance(0.2)) rmSync(join(directory, `${name}.py`), { force: true });
        else write(`${name}.py`, program(random));
      }
      // Not by linting everything anew.
      expect(kept).toBeGreaterThan(0);
    },
  );

  const helper = (body: string) => `import torch\n\ndef probabilities(x):\n    return ${body}\n`;
  const model =
    'import torch.nn.functional as F\nfrom middle import probabilities\n\ndef loss(x, y):\n    return F.cross_entropy(probabilities(x), y)\n';

  it('lints a file anew when what it imports through another one changes, and only such files', () => {
    write('helper.py', helper('torch.softmax(x, -1)'));
    write('middle.py', 'from helper import probabilities\n');
    write('model.py', model);
    // The second one may reuse what the first one learnt of both modules.
    write('model_too.py', model);
    write('other.py', 'import torch\n');
    expect(runCached().linted).toHaveLength(5);
    expect(runCached().linted).toEqual([]);
    write('helper.py', helper('x'));
    const run = runCached();
    expect(run.linted).toEqual(
      expect.arrayContaining(['helper.py', 'middle.py', 'model.py', 'model_too.py']),
    );
    expect(run.linted).not.toContain('other.py');
    expect(run.findings).toEqual(runUncached());
  });

  it('lints a file anew when a module appears that it looked for, or stands before another', () => {
    write('model.py', model);
    runCached();
    write('middle.py', helper('torch.softmax(x, -1)'));
    expect(runCached().linted).toEqual(['middle.py', 'model.py']);
    write('middle/__init__.py', helper('x'));
    expect(runCached().linted).toContain('model.py');
  });

  it('does so for what a module that it imports looked for, which another file had asked before', () => {
    write('helper.py', helper('torch.softmax(x, -1)'));
    write('middle.py', 'from helper import probabilities\n');
    write('model.py', model);
    write('model_too.py', model);
    runCached();
    write('helper/__init__.py', helper('x'));
    const run = runCached();
    expect(run.linted).toEqual(expect.arrayContaining(['middle.py', 'model.py', 'model_too.py']));
    expect(run.findings).toEqual(runUncached());
  });

  it('takes nothing from an entry that was not written to its end', () => {
    write('model.py', model);
    runCached();
    for (const name of readdirSync(caches, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('.json')) truncateSync(join(caches, name), 30);
    expect(runCached().linted).toEqual(['model.py']);
    expect(runCached().linted).toEqual([]);
  });

  it('knows nothing of what another configuration or another build found', () => {
    write('model.py', model);
    runCached();
    const [task] = tasks() as [LintTask];
    const read = (build: string, other: LintTask) =>
      new LintCache(caches, build, unexpected).reader([directory], systemDisk)(other);
    expect(read('build', task)).toBeDefined();
    expect(read('other', task)).toBeUndefined();
    expect(
      read('build', { ...task, configuration: { ...configuration, ignore: ['log-of-softmax'] } }),
    ).toBeUndefined();
    const elsewhere = overlaid(systemDisk, new Map([[task.absolute, Buffer.from('import torch\n')]]));
    expect(new LintCache(caches, 'build', unexpected).reader([directory], elsewhere)(task)).toBeUndefined();
  });

  it('lets go of what nobody asked for in a month, and of old builds', () => {
    write('model.py', model);
    runCached();
    const entries = () =>
      readdirSync(caches, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    const old = new Date(Date.now() - 40 * 24 * 60 * 60 * 1_000);
    for (const name of [...entries(), 'CACHEDIR.TAG']) utimesSync(join(caches, name), old, old);
    write('model.py', `${model}\n`);
    write('other.py', 'import torch\n');
    const before = entries();
    runCached();
    expect(entries()).not.toEqual(before);
    for (const build of ['1', '2', '3', '4', '5', '6', '7']) mkdirSync(join(caches, `old-${build}`));
    const [task] = tasks() as [LintTask];
    const linter = new FileLinter(
      { roots: [directory], mending: undefined, contents: new Map(), notesDependencies: true },
      unexpected,
    );
    new LintCache(caches, 'new', unexpected).keep(task, linter.lint(task), systemDisk);
    const builds = readdirSync(caches, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(builds).toHaveLength(5);
    expect(builds.map(({ name }) => name)).toContain('new');
  });

  it('is used by lint, left out when that is wanted, and cleared', async () => {
    const cli = await commandLine();
    const { directory: place, dispose } = project({
      'a.py': 'import torch\ny = torch.log(torch.softmax(x, 0))\n',
      'pyproject.toml': '[tool.activation-lens]\ncache-dir = "kept"\n',
    });
    const before = process.env['ACTIVATION_LENS_NO_CACHE'];
    delete process.env['ACTIVATION_LENS_NO_CACHE'];
    try {
      const without = await cli.run(place, ['lint', '--no-cache']);
      expect(readdirSync(place).sort()).toEqual(['a.py', 'pyproject.toml']);
      const first = await cli.run(place, ['lint']);
      expect(statSync(join(place, 'kept/CACHEDIR.TAG')).isFile()).toBe(true);
      const second = await cli.run(place, ['lint']);
      expect([first, second]).toEqual([without, without]);
      expect((await cli.run(place, ['lint', '--fix'])).out).toContain('Fixed 1 finding.');
      expect((await cli.run(place, ['lint'])).out).toBe('No findings in 1 file.\n');
      await cli.run(place, ['clean']);
      expect(readdirSync(place).sort()).toEqual(['a.py', 'pyproject.toml']);
    } finally {
      if (before !== undefined) process.env['ACTIVATION_LENS_NO_CACHE'] = before;
      dispose();
      cli.dispose();
    }
  });
});
