import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Log } from 'sarif';
import type { PrintedFinding } from '../../src/cli/findings';
import { cellOfLine, cells, notebook, oneFile } from '../core/notebook/twenty-cells';
import { bundleCommandLine, project, runNode } from './command-line';

const network = (name: string) => `import torch
from torch import nn

class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.RNN(8, 16, nonlinearity='relu')
    def forward(self, x):
        return self.rnn(x)
`;
const quiet = 'from torch import nn\nlayer = nn.Linear(2, 3)\n';

// Each case starts processes of its own, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let cli: Awaited<ReturnType<typeof bundleCommandLine>>;
beforeAll(async () => {
  cli = await bundleCommandLine();
});
afterAll(() => cli.dispose());

async function inProject<Result>(
  files: Parameters<typeof project>[0],
  use: (run: (...args: string[]) => ReturnType<typeof runNode>, directory: string) => Promise<Result>,
): Promise<Result> {
  const { directory, dispose } = project(files);
  try {
    return await use((...args) => runNode(cli.path, args, directory), directory);
  } finally {
    dispose();
  }
}
const findings = (out: string) => JSON.parse(out) as PrintedFinding[];
const paths = (out: string) => [...new Set(findings(out).map(({ path }) => path))];

describe('lint of a notebook', () => {
  it('finds what it finds in the same program as one file, and names cell and line', () =>
    inProject({ 'study.ipynb': notebook, 'study.py': oneFile }, async (run) => {
      const inFile = findings((await run('lint', 'study.py', '--format', 'json')).out);
      const inNotebook = findings((await run('lint', 'study.ipynb', '--format', 'json')).out);
      expect(new Set(inFile.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(4);
      const lines = oneFile.split('\n');
      const placed = inFile.map(({ rule, message, range, related }) => {
        const line = lines[range.start.line - 1] ?? '';
        return { rule, message, cell: cellOfLine(line), line, related: related.length };
      });
      const found = inNotebook.map(({ rule, message, range, related }) => {
        const cell = range.cell ?? 0;
        const line = cells[cell - 1]?.text.split('\n')[range.start.line - 1];
        return { rule, message, cell, line, related: related.length };
      });
      expect(found).toEqual(placed);
      // None of them is cut off: the last cell has one, too.
      expect([...new Set(found.map(({ cell }) => cell))]).toEqual([10, 12, 15, 18, 19, 20]);
    }));

  it('prints the cell and its line of source', () =>
    inProject({ 'study.ipynb': notebook }, async (run) => {
      const { out } = await run('lint', 'study.ipynb');
      expect(out).toMatch(
        /^study\.ipynb:cell 15:1:\d+: warning\[relu-in-recurrent-cell\].*\n {2}1 \| rnn = nn\.RNN/m,
      );
      expect(out).toMatch(/ {2}see study\.ipynb:cell \d+:\d+:\d+: /);
    }));

  it('gives SARIF regions of the file itself, and fixes that leave it a notebook', () =>
    inProject({ 'study.ipynb': notebook }, async (run, directory) => {
      const log = JSON.parse((await run('lint', '--format', 'sarif')).out) as Log;
      const results = log.runs[0]?.results ?? [];
      const lines = readFileSync(join(directory, 'study.ipynb'), 'utf8').split('\n');
      const recurrent = results.find(({ ruleId }) => ruleId === 'relu-in-recurrent-cell');
      const [location] = recurrent?.locations ?? [];
      const { startLine = 0, startColumn = 0, endColumn = 0 } = location?.physicalLocation?.region ?? {};
      expect(lines[startLine - 1]?.slice(startColumn - 1, endColumn - 1)).toBe("'relu'");
      expect(location?.logicalLocations?.[0]?.name).toBe('cell 15, line 1');
      const [replacement] = recurrent?.fixes?.[0]?.artifactChanges[0]?.replacements ?? [];
      const region = replacement?.deletedRegion;
      const line = lines[(region?.startLine ?? 0) - 1] ?? '';
      const fixed =
        line.slice(0, (region?.startColumn ?? 0) - 1) +
        (replacement?.insertedContent?.text ?? '') +
        line.slice((region?.endColumn ?? 0) - 1);
      expect(JSON.parse(fixed.trim().replace(/,$/, ''))).toContain("nn.RNN(32, 64, nonlinearity='tanh')");
    }));

  it('finds notebooks in directories, but not the copies that Jupyter keeps', () =>
    inProject(
      { 'a/study.ipynb': notebook, 'a/.ipynb_checkpoints/study-checkpoint.ipynb': notebook },
      async (run) => {
        expect(paths((await run('lint', '--format', 'json')).out)).toEqual(['a/study.ipynb']);
      },
    ));

  it('says what is no notebook, and goes on', () =>
    inProject(
      { 'broken.ipynb': '{"cells": [', 'old.ipynb': '{"worksheets": []}', 'bad.py': network('Net') },
      async (run) => {
        const { code, out } = await run('lint', '--format', 'json');
        expect(code).toBe(1);
        expect(findings(out).map(({ path, rule, message }) => [path, rule, message.slice(0, 30)])).toEqual([
          ['bad.py', 'relu-in-recurrent-cell', expect.any(String)],
          ['broken.ipynb', 'unreadable-file', 'This file is not valid JSON.'],
          ['old.ipynb', 'unreadable-file', 'This file is not a notebook of'],
        ]);
      },
    ));

  it('leaves an empty notebook and one in another language in peace', () =>
    inProject(
      {
        'empty.ipynb': '{"cells": [], "metadata": {}, "nbformat": 4}',
        'r.ipynb': notebook.replaceAll('"python"', '"R"'),
      },
      async (run) => expect(findings((await run('lint', '--format', 'json')).out)).toEqual([]),
    ));
});

describe('lint', () => {
  it('ends with 0 where nothing reaches --fail-on, with 1 where something does', () =>
    inProject({ 'bad.py': network('Net'), 'good.py': quiet }, async (run) => {
      expect((await run('lint', 'good.py')).code).toBe(0);
      expect((await run('lint', 'bad.py')).code).toBe(1);
      expect((await run('lint', 'bad.py', '--fail-on', 'error')).code).toBe(0);
      expect((await run('lint', 'bad.py', '--fail-on', 'never')).code).toBe(0);
    }));

  it.each([
    [['lint', 'missing.py'], 'no such file or directory: missing.py'],
    [['lint', '--format', 'xml'], 'xml'],
    [['lint', '--select', 'relu-in-recurent-cell'], 'Did you mean relu-in-recurrent-cell?'],
    [['lint', '--config', 'none.toml'], 'none.toml'],
    [['lint', '--nope'], '--nope'],
    [['lint', '--fixx'], 'Did you mean --fix?'],
    [['nope'], 'nope'],
    [['lnt'], 'Did you mean lint?'],
    [['lint', '--select', ''], 'It names nothing'],
    [['lint', '--watch', '-'], 'standard input comes once'],
  ])('%j is a failure of the run itself, said in one line', (args, message) =>
    inProject({ 'good.py': quiet }, async (run) => {
      const { code, out, error } = await run(...args);
      expect([code, out]).toEqual([2, '']);
      expect(error.trimEnd().split('\n')).toHaveLength(1);
      expect(error).toContain(message);
    }),
  );

  it('points at a mistake in pyproject.toml', () =>
    inProject(
      { 'a.py': quiet, 'pyproject.toml': '[tool.activation-lens]\nselect = ["nope"]\n' },
      async (run) => {
        const { code, error } = await run('lint');
        expect(code).toBe(2);
        expect(error).toMatch(/pyproject\.toml:2:11: There is no rule called nope/);
      },
    ));

  it('prints paths as they were given, sorted', () =>
    inProject(
      { 'pkg/b.py': network('B'), 'pkg/a.py': network('A'), 'pkg/deep/c.py': network('C') },
      async (run, directory) => {
        const wanted = ['pkg/a.py', 'pkg/b.py', 'pkg/deep/c.py'];
        expect(paths((await run('lint', '--format', 'json')).out)).toEqual(wanted);
        expect(paths((await run('lint', 'pkg/', '--format', 'json')).out)).toEqual(wanted);
        expect(paths((await run('lint', join(directory, 'pkg'), '--format', 'json')).out)).toEqual(
          wanted.map((path) => join(directory, path)),
        );
      },
    ));

  it('counts lines and columns from 1, columns in UTF-16 units', () =>
    inProject(
      { 'a.py': 'from torch import nn\nname = "😀"; cell = nn.RNN(8, 16, nonlinearity="relu")\n' },
      async (run) => {
        const [finding] = findings((await run('lint', '--format', 'json')).out);
        expect(finding?.range.start.line).toBe(2);
        const line = 'name = "😀"; cell = nn.RNN(8, 16, nonlinearity="relu")';
        expect(
          line.slice((finding?.range.start.column ?? 0) - 1, (finding?.range.end.column ?? 0) - 1),
        ).toMatch(/relu/);
      },
    ));

  it('honours .gitignore, exclude and the configuration nearest to each file', () =>
    inProject(
      {
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.gitignore': 'build/\n*_generated.py\n',
        'build/a.py': network('A'),
        'x_generated.py': network('X'),
        'kept.py': network('K'),
        'old/b.py': network('B'),
        'pyproject.toml': '[tool.activation-lens]\nexclude = ["old"]\n',
        'quiet/pyproject.toml': '[tool.activation-lens]\nignore = ["relu-in-recurrent-cell"]\n',
        'quiet/c.py': network('C'),
        'loud/pyproject.toml': '[tool.activation-lens.severity]\nrelu-in-recurrent-cell = "error"\n',
        'loud/d.py': network('D'),
      },
      async (run) => {
        const { out } = await run('lint', '--format', 'json');
        expect(findings(out).map(({ path, severity }) => [path, severity])).toEqual([
          ['kept.py', 'warning'],
          ['loud/d.py', 'error'],
        ]);
        expect(paths((await run('lint', 'build/a.py', '--format', 'json')).out)).toEqual(['build/a.py']);
        expect(
          findings(
            (await run('lint', 'kept.py', '--ignore', 'relu-in-recurrent-cell', '--format', 'json')).out,
          ),
        ).toEqual([]);
      },
    ));

  it('reports a file that cannot be decoded or parsed, and lints the others', () =>
    inProject(
      {
        'a.py': new Uint8Array([0x23, 0xff, 0xfe, 0x0a]),
        'b.py': 'import torch\ndef (:\n',
        'c.py': network('C'),
      },
      async (run) => {
        const { out, error, code } = await run('lint', '--format', 'json');
        expect(findings(out).map(({ path, rule }) => [path, rule])).toEqual([
          ['a.py', 'unreadable-file'],
          ['b.py', 'syntax-error'],
          ['c.py', 'relu-in-recurrent-cell'],
        ]);
        expect(code).toBe(1);
        expect(error).toContain('a.py:1:1: This file is not valid UTF-8.');
      },
    ));

  it('says the same in JSON, SARIF and text, and its SARIF is valid', () =>
    inProject({ 'a b.py': network('A'), 'b.py': 'def (:\n' }, async (run) => {
      const asJson = findings((await run('lint', '--format', 'json')).out);
      const sarif = JSON.parse((await run('lint', '--format', 'sarif')).out) as Log;
      const text = (await run('lint')).out;

      const schemaPath = join(import.meta.dirname, '../fixtures/sarif-schema-2.1.0.json');
      const ajv = new Ajv({ strict: false, allErrors: true });
      addFormats(ajv as unknown as Parameters<typeof addFormats>[0]);
      const validate = ajv.compile(JSON.parse(readFileSync(schemaPath, 'utf8')) as object);
      expect(validate(sarif), JSON.stringify(validate.errors)).toBe(true);

      expect(asJson.length).toBeGreaterThan(1);
      const results = (sarif.runs[0]?.results ?? []).map(({ ruleId, message, locations, properties }) => {
        const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
        return {
          path: decodeURIComponent(artifactLocation?.uri ?? ''),
          rule: ruleId,
          severity: String(properties?.['severity']),
          message: message.text,
          start: { line: region?.startLine, column: region?.startColumn },
          end: { line: region?.endLine, column: region?.endColumn },
        };
      });
      expect(results).toEqual(
        asJson.map(({ path, rule, severity, message, range }) => ({
          path,
          rule,
          severity,
          message,
          ...range,
        })),
      );
      for (const { path, rule, severity, message, range } of asJson)
        expect(text).toContain(
          `${path}:${range.start.line}:${range.start.column}: ${severity}[${rule}] ${message}`,
        );
      expect(text).toContain(`${asJson.length} findings in 2 files`);
    }));

  it('finds on many files, with workers, what it finds on each alone', () => {
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `m${index}.py`,
        index % 3 === 0 ? quiet : network(`Net${index}`),
      ]),
    );
    return inProject(files, async (run) => {
      const all = findings((await run('lint', '--format', 'json')).out);
      expect(all).toHaveLength(40);
      const one = findings((await run('lint', 'm7.py', '--format', 'json')).out);
      expect(all.filter(({ path }) => path === 'm7.py')).toEqual(one);
    });
  });
});

describe('trace', () => {
  it('prints which layer reaches which activation, initialised how', () =>
    inProject(
      {
        'net.py':
          'from torch import nn\n\nnet = nn.Sequential(\n    nn.Linear(4, 8),\n    nn.Dropout(0.5),\n    nn.GELU(),\n    nn.Linear(8, 2),\n)\n',
      },
      async (run) => {
        const { out, code } = await run('trace', 'net.py', '--format', 'json');
        expect(code).toBe(0);
        const [{ path, edges }] = JSON.parse(out) as [{ path: string; edges: Record<string, unknown>[] }];
        expect(path).toBe('net.py');
        expect(edges).toMatchObject([
          {
            layer: { path: 'net.py', line: 4 },
            activation: { name: 'gelu', path: 'net.py', line: 6 },
            initializer: { explicit: false },
          },
          { layer: { path: 'net.py', line: 7 }, activation: null },
        ]);
      },
    ));

  it('lists every variant of an architecture, those that linting passes over, too', () => {
    const variants = [160, 170].map(
      (depth) =>
        `def deep${depth}():\n    return nn.Sequential(*[layer for _ in range(${depth}) for layer in block()])\n`,
    );
    const text = `from torch import nn\n\ndef block():\n    return [nn.Linear(4, 4), nn.Tanh()]\n\n${variants.join('\n')}`;
    return inProject({ 'deep.py': text }, async (run) => {
      const { out } = await run('trace', 'deep.py', '--format', 'json');
      const [{ edges }] = JSON.parse(out) as [{ edges: { layer: { model: string } }[] }];
      expect([...new Set(edges.map(({ layer }) => layer.model))]).toEqual(['deep160', 'deep170']);
    });
  });

  it('names what it could not follow, instead of saying that there is no activation', () =>
    inProject(
      {
        'net.py':
          'from torch import nn\nfrom elsewhere import helper\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n' +
          '        self.a = nn.Linear(8, 8)\n        self.b = nn.Linear(8, 8)\n    def forward(self, x):\n        return self.b(\n            helper(self.a(x)))\n',
      },
      async (run) => {
        const { out } = await run('trace', 'net.py');
        const rows = out.split('\n').filter((line) => line.includes('→'));
        expect(rows.map((row) => row.slice(row.indexOf('→')))).toEqual([
          '→ not followed beyond the call of helper (net.py:11)',
          '→ no activation',
        ]);
        const json = await run('trace', 'net.py', '--format', 'json');
        const [{ edges }] = JSON.parse(json.out) as [{ edges: Record<string, unknown>[] }];
        expect(edges).toMatchObject([
          { activation: null, unfollowed: { kind: 'call', name: 'helper', path: 'net.py', line: 11 } },
          { activation: null },
        ]);
        expect(edges[1]).not.toHaveProperty('unfollowed');
      },
    ));
});

describe('show', () => {
  const show = (...args: string[]) =>
    inProject({ 'm.py': 'from torch import nn\nact = nn.ELU(alpha=0.5)\n' }, (run) => run('show', ...args));
  const sampled = async (...args: string[]) => {
    const { out } = await show(...args, '--format', 'json');
    return JSON.parse(out) as {
      id: string;
      parameters: object;
      samples: { x: unknown; y: unknown; dy: unknown }[];
    };
  };

  it("draws a function of one's own, and says which activation it is", async () => {
    const { out, code } = await show('x * torch.sigmoid(x)', '--at=1', '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      id: 'silu',
      name: 'expression',
      parameters: {},
      formula: 'x \\cdot \\sigma(x)',
      derivative: '',
      samples: [{ x: 1, y: 0.7310585786300049, dy: expect.closeTo(0.9276705118714867, 13) as number }],
    });
    const text = await show('lambda x: max(0.0, x)', '--at=-1,2');
    expect(text.out).toContain('this is relu');
  });

  it('takes an expression as one would write it', async () => {
    const { id, parameters, samples } = await sampled('nn.LeakyReLU(0.2)', '--at=-2,3');
    expect([id, parameters]).toEqual(['leaky_relu', { alpha: 0.2 }]);
    expect(samples).toEqual([
      { x: -2, y: -0.4, dy: 0.2 },
      { x: 3, y: 3, dy: 1 },
    ]);
  });
  it('takes a catalogue id with parameters', async () => {
    expect((await sampled('leaky_relu', '--param', 'alpha=0.5', '--at=-1')).samples).toEqual([
      { x: -1, y: -0.5, dy: 0.5 },
    ]);
  });
  it('takes a place in a file, with or without a column', async () => {
    for (const place of ['m.py:2', 'm.py:2:10']) {
      const { id, parameters } = await sampled(place, '--at=0');
      expect([id, parameters]).toEqual(['elu', { alpha: 0.5 }]);
    }
    expect((await show('m.py:1')).code).toBe(2);
  });
  it('writes numbers that JSON lacks as words', async () => {
    const { samples } = await sampled('exponential', '--at=inf,-inf');
    expect(samples.map(({ x, y }) => [x, y])).toEqual([
      ['Infinity', 'Infinity'],
      ['-Infinity', 0],
    ]);
    expect((await sampled('log1mexp', '--at=-1')).samples[0]?.y).toBe('NaN');
  });
  it('samples the range that it is given', async () => {
    const { samples } = await sampled('tanh', '--range=-2,2');
    expect([samples[0]?.x, samples.at(-1)?.x]).toEqual([-2, 2]);
  });
  it('draws', async () => {
    const { out, code } = await show('gelu', '--format', 'svg');
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg .*<\/svg>\n$/s);
  });
  it.each([
    ['nope'],
    ['nn.Linear(1, 2)'],
    ['m.py:99'],
    ['def ('],
    ['relu', '--param', 'alpha=1'],
    ['relu', '--range=2,1'],
  ])('%s is a failure with a word about it', async (...args) => {
    const { code, out, error } = await show(...args);
    expect([code, out]).toEqual([2, '']);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('rules', () => {
  it('lists every rule with its documentation', () =>
    inProject({}, async (run) => {
      const rules = JSON.parse((await run('rules', '--format', 'json')).out) as {
        name: string;
        documentation: string;
      }[];
      expect(rules.map(({ name }) => name)).toContain('relu-xavier-init');
      for (const { name, documentation } of rules) expect(documentation).toBe(`docs/rules/${name}.md`);
      expect((await run('rules')).out).toContain('relu-in-recurrent-cell');
    }));
});
