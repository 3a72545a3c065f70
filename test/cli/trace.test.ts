import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandLine, type CommandLine } from './in-process';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Every tag that opens closes in order, and no & or < stands alone. */
function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_, close: string, name: string, __, empty: string) => {
      if (close === '/') {
        if (open.pop() !== name) open.push('broken');
      } else if (empty !== '/') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/<|&(?!#?\w+;)/.test(rest);
}

let cli: CommandLine;
beforeAll(async () => {
  cli = await commandLine();
});
afterAll(() => cli.dispose());

/** Six hidden layers of ReLU; what each starts as is the argument. */
const mlp = (initialiser: string, activation = 'nn.ReLU()') => `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(64, 64) for _ in range(6))
        self.act = ${activation}
        self.head = nn.Linear(64, 10)
        for layer in self.layers:
            ${initialiser}
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        for layer in self.layers:
            x = self.act(layer(x))
        return self.head(x)
`;
const xavier = mlp('nn.init.xavier_normal_(layer.weight)');
const he = mlp("nn.init.kaiming_normal_(layer.weight, nonlinearity='relu')");

describe('trace --size', () => {
  const pooled = `from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.conv(x).mean((2, 3)))
`;

  it('gives the figures that hang on lengths which the code does not say, and says for which', () =>
    cli.inProject({ 'net.py': pooled }, async (run) => {
      const open = await run(['trace', '--signal', 'net.py']);
      expect(open.out).toContain('not known from the number of positions');
      const taken = await run(['trace', '--signal', '--size', 'H=32,W=32', 'net.py']);
      expect(taken.out).toContain('Net, line 3, for H = 32, W = 32:');
      expect(taken.out).not.toContain('not known');
      const json = await run([
        'trace',
        '--signal',
        '--format',
        'json',
        '--size',
        'H=32',
        '--size',
        'W=32',
        'net.py',
      ]);
      expect(JSON.parse(json.out)).toMatchObject([{ models: [{ name: 'Net', sizes: { H: 32, W: 32 } }] }]);
      const report = await run(['trace', '--format', 'markdown', '--size', 'H=32,W=32', 'net.py']);
      expect(report.out).toContain('For H = 32, W = 32, which the code does not say.');
    }));

  it('gives arguments to classes that nothing makes', () =>
    cli.inProject(
      {
        'net.py': pooled
          .replace('__init__(self)', '__init__(self, width, depth=2)')
          .replace('nn.Conv2d(3, 8, 3)', 'nn.Conv2d(3, width, 3)')
          .replace('nn.Linear(8, 2)', 'nn.Linear(width, 2)'),
      },
      async (run) => {
        const { out } = await run(['trace', '--signal', '--size', 'width=8,depth=9,H=32,W=32', 'net.py']);
        expect(out).toContain('Net, line 3, for width = 8, H = 32, W = 32:');
        expect(out).not.toContain('not known');
      },
    ));

  it.each(['time', 'time=', '=4', 'time=0', 'time=1.5', 'time=10000000'])('refuses %s', (size) =>
    cli.inProject({ 'net.py': pooled }, async (run) => {
      const { error, code } = await run(['trace', '--signal', '--size', size, 'net.py']);
      expect(code).toBe(2);
      expect(error).toContain('is not a name and a number');
    }),
  );
});

describe('trace --signal', () => {
  it('prints a line a step, its columns below each other', () =>
    cli.inProject({ 'net.py': he }, async (run) => {
      const { out, code } = await run(['trace', '--signal', 'net.py']);
      expect(code).toBe(0);
      const table = out.slice(out.indexOf('Net, line 4:')).trimEnd().split('\n').slice(1);
      expect(table[0]?.trim().split(/\s{2,}/)).toEqual([
        'line',
        'step',
        'shape',
        'rms',
        'signal',
        'gradient',
      ]);
      expect(table).toHaveLength(1 + 6 * 2 + 1);
      const column = table[0]?.indexOf('signal') ?? -1;
      // He's keeps the mean square of a ReLU network: √½ behind each ReLU of a normal pre-activation of 1.
      for (const row of table.slice(1)) expect(row.slice(column - 2, column)).toBe('  ');
      expect(table[1]).toMatch(/^ +7 +layers\.0 +\(…, 64\) +1\.41 +1\.41 /);
    }));

  it('says at the line where a layer is made that its weights are not known', () =>
    cli.inProject(
      {
        'net.py':
          'from torch import nn\nclass Net(nn.Module):\n    def __init__(self, width):\n        super().__init__()\n        self.fc = nn.Linear(width, 4)\n        self.norm = nn.LayerNorm(width)\n\n    def forward(self, x):\n        x = self.norm(x)\n        return self.fc(x)\n',
      },
      async (run) => {
        const { out } = await run(['trace', '--signal', 'net.py']);
        expect(out).toContain('not known from the weights of torch.nn.Linear, line 5');
      },
    ));

  it('gives programs the contract’s fields and no others', () =>
    cli.inProject({ 'net.py': he }, async (run) => {
      const { out } = await run(['trace', '--signal', '--format', 'json', 'net.py']);
      const [{ models }] = JSON.parse(out) as [{ models: [{ steps: object[] }] }];
      expect(Object.keys(models[0]).sort()).toEqual(['complete', 'line', 'name', 'steps']);
      expect(Object.keys(models[0].steps[0] ?? {}).sort()).toEqual(
        ['gradient', 'line', 'module', 'name', 'path', 'rms', 'shape', 'signal', 'unknown'].sort(),
      );
    }));
});

describe('trace as a report', () => {
  it('says where an activation is named that is made elsewhere', () => {
    const text = `from torch import nn
class Net(nn.Module):
    def __init__(self, act_layer=nn.GELU):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = act_layer()
        self.out = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
    def forward(self, x):
        return self.out(self.act(self.fc(x)))
`;
    return cli.inProject({ 'net.py': text }, async (run) => {
      const { out } = await run(['trace', 'net.py', '--format', 'json']);
      const [{ edges }] = JSON.parse(out) as [
        { edges: readonly { activation: { name: string; line: number; named?: object } | null }[] },
      ];
      expect(edges.map(({ activation }) => [activation?.name, activation?.line, activation?.named])).toEqual([
        ['gelu', 6, { path: 'net.py', line: 3 }],
        ['relu', 7, undefined],
      ]);
      expect((await run(['trace', 'net.py'])).out).toContain('gelu (net.py:6, named at net.py:3)');
    });
  });

  it('is Markdown with models, steps, signal, gradient and findings', () =>
    cli.inProject({ 'net.py': xavier }, async (run) => {
      const { out, code } = await run(['trace', '--format', 'markdown', 'net.py']);
      expect(code).toBe(0);
      expect(out).toContain('#### Net `net.py:4`');
      expect(out).toContain('7 layers. Of a signal of 1, ');
      expect(out).toContain('| Line | Step | Shape | RMS | Signal | Gradient |');
      expect(out.match(/^\| 7 \| `layers\.\d` /gm)).toHaveLength(6);
      expect(out).toMatch(/\| `net\.py:11:\d+` \| warning \| \[relu-xavier-init\]/);
    }));

  it('folds what is long, and escapes what names hold', () => {
    const net = `from torch import nn\nclass A_b(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a_b = nn.Sequential(*[nn.Linear(8, 8) for _ in range(40)])\n    def forward(self, x):\n        return self.a_b(x)\n`;
    return cli.inProject({ 'net|.py': net }, async (run) => {
      const { out } = await run(['trace', '--format', 'markdown', 'net|.py']);
      expect(out).toContain('<details><summary>40 steps</summary>');
      expect(out).toContain('#### A\\_b `net\\|.py:2`');
    });
  });

  it('is a picture that is well-formed, knows both colour schemes and runs nothing', () =>
    cli.inProject({ 'net.py': xavier.replace('class Net', 'class Net_ä') }, async (run) => {
      const { out } = await run(['trace', '--format', 'svg', 'net.py']);
      expect(isWellFormed(out)).toBe(true);
      expect(out).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
      expect(out).toContain('@media (prefers-color-scheme:dark)');
      expect(out).not.toMatch(/<script|\son\w+=|href=|url\(/);
      expect(out).toContain('Net_ä');
      // A dot for each figure: 13 steps, two figures.
      expect(out.match(/<circle/g)).toHaveLength(26);
      expect(out).toContain('layers.0: signal ');
    }));

  it('says so where there is no model', () =>
    cli.inProject({ 'a.py': 'x = 1\n' }, async (run) => {
      expect((await run(['trace', '--format', 'markdown', 'a.py'])).out).toContain('No models.');
      expect(isWellFormed((await run(['trace', '--format', 'svg', 'a.py'])).out)).toBe(true);
    }));
});

interface Compared {
  readonly models: readonly {
    readonly name: string;
    readonly changed: boolean;
    readonly old: { readonly signal: number } | null;
    readonly new: { readonly signal: number } | null;
    readonly steps: readonly {
      readonly old: { readonly name: string } | null;
      readonly new: { readonly name: string } | null;
    }[];
  }[];
  readonly findings: {
    readonly gone: readonly { rule: string }[];
    readonly new: readonly { rule: string }[];
  };
}

describe('trace --compare', () => {
  it('says what another initialiser does to the signal, in every format', () =>
    cli.inProject({ 'old.py': xavier, 'new.py': he }, async (run) => {
      const json = await run(['trace', '--compare', 'old.py', 'new.py', '--format', 'json']);
      expect(json.code).toBe(0);
      const { models, findings } = JSON.parse(json.out) as Compared;
      expect(models).toHaveLength(1);
      // Xavier keeps 1 of the mean square of a square layer where ReLU leaves a half: 2^-3 after six, √½ of it as He has it.
      const [net] = models;
      expect((net?.new?.signal ?? 0) / (net?.old?.signal ?? 1)).toBeCloseTo(8, 6);
      expect(net?.steps.every(({ old, new: other }) => old?.name === other?.name)).toBe(true);
      expect(findings.gone.map(({ rule }) => rule)).toContain('relu-xavier-init');
      const text = await run(['trace', '--compare', 'old.py', 'new.py']);
      expect(text.out).toMatch(/^Net \(new\.py:4\): signal at the last layer .* → .* \(×8\), gradient/);
      expect(text.out).toContain('finding gone: old.py:');
      const markdown = await run(['trace', '--compare', 'old.py', 'new.py', '--format', 'markdown']);
      expect(markdown.out).toContain('### Activation Lens: old.py → new.py');
      expect(markdown.out).toContain('#### Findings that are gone');
    }));

  it('keeps layers beside their counterparts where one was put in between', () => {
    const net = (middle: string) =>
      `from torch import nn\nnet = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), ${middle}nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 2))\n`;
    return cli.inProject({ 'a/m.py': net(''), 'b/m.py': net('nn.LayerNorm(8), ') }, async (run) => {
      const { out } = await run(['trace', '--compare', 'a', 'b', '--format', 'json']);
      const { models } = JSON.parse(out) as Compared;
      const names = models[0]?.steps.map(({ old, new: other }) => [old?.name, other?.name]);
      expect(names).toEqual([
        ['Linear', 'Linear'],
        ['ReLU', 'ReLU'],
        [undefined, 'LayerNorm'],
        ['Linear', 'Linear'],
        ['Tanh', 'Tanh'],
        ['Linear', 'Linear'],
      ]);
    });
  });

  it('names models that are new, gone or unchanged', () =>
    cli.inProject(
      {
        'a/m.py': `${he}`,
        'b/m.py': `${he}\nother = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))\n`,
      },
      async (run) => {
        const there = await run(['trace', '--compare', 'a', 'b']);
        expect(there.out).toMatch(/^other \(b\/m\.py:\d+\), new: /);
        expect(there.out).toContain('1 model without a change');
        const back = await run(['trace', '--compare', 'b', 'a']);
        expect(back.out).toMatch(/^other \(b\/m\.py:\d+\), gone: /);
      },
    ));

  it('reads git revisions without checking them out', () =>
    cli.inProject(
      {
        'src/net.py':
          'from .start import start\n' +
          xavier.replace('nn.init.xavier_normal_(layer.weight)', 'start(layer.weight)'),
        'src/__init__.py': '',
        'src/start.py': 'from torch import nn\n\ndef start(w):\n    nn.init.xavier_normal_(w)\n',
      },
      async (run, directory) => {
        const git = (...args: string[]) =>
          execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
            cwd: directory,
            stdio: 'pipe',
          });
        git('init', '-q', '-b', 'trunk');
        git('add', '.');
        git('commit', '-q', '-m', 'one');
        const path = join(directory, 'src/start.py');
        writeFileSync(path, readFileSync(path, 'utf8').replace('xavier', 'kaiming'));
        // Another file makes the difference: imports are read at the revision, too.
        const uncommitted = await run(['trace', '--compare', 'HEAD', 'src']);
        expect(uncommitted.error).toBe('');
        expect(uncommitted.out).toMatch(/Net \(src\/net\.py:\d+\): signal at the last layer .*\(×8\)/);
        git('commit', '-q', '-a', '-m', 'two');
        const both = await run(['trace', '--compare', 'HEAD~1', 'HEAD', 'src', '--format', 'json']);
        const { models } = JSON.parse(both.out) as Compared;
        expect((models[0]?.new?.signal ?? 0) / (models[0]?.old?.signal ?? 1)).toBeCloseTo(8, 6);
        expect((await run(['trace', '--compare', 'HEAD', 'HEAD'])).out).toBe('1 model without a change\n');
      },
    ));

  it.each([
    [['trace', '--compare', 'net.py'], '--compare takes two files or folders, or two git revisions'],
    [
      ['trace', '--compare', 'net.py', 'nowhere.py'],
      'no such file or directory, and no git revision: nowhere.py',
    ],
    [['trace', '--compare', 'net.py', 'net.py', '--format', 'svg'], 'a comparison has no picture'],
    [
      ['trace', '--compare', 'net.py', 'net.py', 'net.py'],
      '--compare takes two files or folders; further paths',
    ],
  ])('%j fails with a clear line', (args, message) =>
    cli.inProject({ 'net.py': he }, async (run) => {
      const { code, error } = await run(args);
      expect(code).toBe(2);
      expect(error).toContain(message);
      expect(error.trim().split('\n')).toHaveLength(1);
    }),
  );
});

describe('completion', () => {
  it('knows the forms of a trace', () =>
    cli.inProject({}, async (run) => {
      const { out } = await run(['completion', 'bash']);
      const trace = out.slice(out.indexOf('    trace)'), out.indexOf('    show)'));
      expect(trace).toContain('text json markdown svg');
      expect(trace).toContain('--compare');
    }));
});
