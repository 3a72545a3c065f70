/** What `lint` writes: safe fixes and suggestions, in files of every encoding and in notebooks, whole or not at all. */
import {
  chmodSync,
  lstatSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrintedFinding } from '../../src/cli/findings';
import { commandLine, contentsOf, type CommandLine } from './in-process';

const log = 'import torch\n\ndef loss(x):\n    return torch.log(torch.softmax(x, dim=-1))\n';
const logFixed = 'import torch\n\ndef loss(x):\n    return torch.log_softmax(x, dim=-1)\n';
const rnn = "from torch import nn\nrnn = nn.RNN(8, 16, nonlinearity='relu')\n";

let cli: CommandLine;
beforeAll(async () => {
  cli = await commandLine();
});
afterAll(() => cli.dispose());
const findings = (out: string) => JSON.parse(out) as PrintedFinding[];

describe('lint --fix', () => {
  it('writes safe fixes only, says how many, and finds nothing more to do', () =>
    cli.inProject({ 'a.py': log, 'b.py': rnn, 'c.py': 'x = 1\n' }, async (run, directory) => {
      const first = await run(['lint', '--fix', '--show-fixes']);
      expect(contentsOf(directory)).toEqual({ 'a.py': logFixed, 'b.py': rnn, 'c.py': 'x = 1\n' });
      expect(first.code).toBe(1);
      expect(first.out).toContain('Fixed 1 finding.\n1 finding in 3 files: 1 warning.');
      expect(first.out).toContain('- a.py:\n    1 × log-of-softmax: ');
      const second = await run(['lint', '--fix']);
      expect(second.out).not.toContain('Fixed');
      expect(contentsOf(directory)['a.py']).toBe(logFixed);
    }));

  it('writes suggestions where they are asked for, until nothing is left', () =>
    cli.inProject({ 'b.py': rnn }, async (run, directory) => {
      const { code, out } = await run(['lint', '--fix', '--unsafe-fixes']);
      expect([code, contentsOf(directory)]).toEqual([0, { 'b.py': rnn.replace('relu', 'tanh') }]);
      expect(out).toContain('No findings in 1 file.');
    }));

  it('tells by its exit code what was asked for', () =>
    cli.inProject({ 'a.py': log, 'b.py': rnn }, async (run, directory) => {
      const asked = await run(['lint', '--diff', 'a.py', 'b.py']);
      expect([asked.code, contentsOf(directory)['a.py']]).toEqual([1, log]);
      expect(asked.error).toBe('Would fix 1 finding in 1 file.\n');
      const only = await run(['lint', '--fix-only']);
      expect([only.code, only.out]).toEqual([0, 'Fixed 1 finding.\nNo findings in 2 files.\n']);
      const nothing = await run(['lint', '--diff']);
      expect([nothing.code, nothing.out, nothing.error]).toEqual([0, '', 'Nothing to fix.\n']);
      writeFileSync(join(directory, 'a.py'), log);
      expect((await run(['lint', '--fix', '--exit-non-zero-on-fix', 'a.py'])).code).toBe(1);
    }));

  it('keeps encoding, byte order mark and line ends', () => {
    const text = (declaration: string) => `${declaration}# naïve ±\r\n${log.replaceAll('\n', '\r\n')}`;
    const latin = Buffer.from(text('# -*- coding: latin-1 -*-\r\n'), 'latin1');
    const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text(''))]);
    // 日本 in Shift JIS: its second bytes are no ASCII that an edit could take for something else.
    const japanese = Buffer.concat([
      Buffer.from('# coding: shift_jis\n# '),
      Buffer.from([0x93, 0xfa, 0x96, 0x7b, 0x5c]),
      Buffer.from(`\n${log}`),
    ]);
    return cli.inProject({ 'l.py': latin, 'm.py': marked, 's.py': japanese }, async (run, directory) => {
      await run(['lint', '--fix']);
      for (const [name, before] of Object.entries({ 'l.py': latin, 'm.py': marked, 's.py': japanese })) {
        const after = readFileSync(join(directory, name));
        const wanted = before
          .toString('latin1')
          .replace('torch.log(torch.softmax(x, dim=-1))', 'torch.log_softmax(x, dim=-1)');
        expect(after.toString('latin1'), name).toBe(wanted);
      }
    });
  });

  it('mends overlapping fixes one after the other', () =>
    cli.inProject(
      { 'a.py': 'import torch\ny = torch.log(torch.softmax(torch.log(torch.softmax(x, 0)), 0))\n' },
      async (run, directory) => {
        await run(['lint', '--fix']);
        expect(contentsOf(directory)['a.py']).toBe(
          'import torch\ny = torch.log_softmax(torch.log_softmax(x, 0), 0)\n',
        );
      },
    ));

  it('leaves what does not parse as it is', () => {
    const broken = `${log}\ndef (:\n`;
    return cli.inProject({ 'a.py': broken }, async (run, directory) => {
      const { code } = await run(['lint', '--fix', '--unsafe-fixes']);
      expect([code, contentsOf(directory)]).toEqual([1, { 'a.py': broken }]);
    });
  });

  it('leaves nothing beside the file, and keeps its permissions and the link that leads to it', () =>
    cli.inProject({ 'real/a.py': log }, async (run, directory) => {
      chmodSync(join(directory, 'real/a.py'), 0o755);
      symlinkSync('real/a.py', join(directory, 'link.py'));
      await run(['lint', '--fix', 'link.py']);
      expect(lstatSync(join(directory, 'link.py')).isSymbolicLink()).toBe(true);
      expect(readlinkSync(join(directory, 'link.py'))).toBe('real/a.py');
      expect(statSync(join(directory, 'real/a.py')).mode & 0o777).toBe(0o755);
      expect(contentsOf(directory)).toEqual({ 'link.py': logFixed, 'real/a.py': logFixed });
    }));

  it('mends what a fix in an imported file brings up', () =>
    cli.inProject(
      {
        'helpers.py': `import torch\n\ndef probabilities(x):\n    # activation-lens: ignore[log-of-softmax]\n    return torch.softmax(x, -1)\n`,
        'model.py': `from helpers import probabilities\n${log}`,
      },
      async (run, directory) => {
        const { out } = await run(['lint', '--fix']);
        expect(contentsOf(directory)['helpers.py']).not.toContain('ignore');
        expect(contentsOf(directory)['model.py']).toContain('log_softmax');
        expect(out).toContain('Fixed 2 findings.');
      },
    ));
});

describe('a notebook', () => {
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: ['# Über\n', 'text'] },
    {
      cell_type: 'code',
      execution_count: 3,
      metadata: { tags: ['x'] },
      outputs: [],
      source: ['%%time\n', 'import torch\n'],
    },
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [{ output_type: 'stream', name: 'stdout', text: ['a\u2028b <"\\/">\n'] }],
      source: ['!ls\n', 's = "é"\n', 'y = torch.log(torch.softmax(x, dim=-1))  # über\n', '\n', 'z = 1'],
    },
  ];
  const notebook = {
    cells,
    metadata: { kernelspec: { name: 'python3', language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const fixed = 'y = torch.log_softmax(x, dim=-1)  # über\\n';
  const inJson = 'y = torch.log(torch.softmax(x, dim=-1))  # über\\n';

  it.each([
    ['as Jupyter writes it', `${JSON.stringify(notebook, undefined, 1)}\n`],
    ['on one line', JSON.stringify(notebook)],
    ['with tabs and Windows line ends', JSON.stringify(notebook, undefined, '\t').replaceAll('\n', '\r\n')],
    [
      'with escapes of its own',
      JSON.stringify(notebook, undefined, 1).replace('"s = \\"é\\"', '"\\u0073 = \\"\\u00e9\\"'),
    ],
  ])('%s is fixed in place, and nothing else of it changes', (_, text) =>
    cli.inProject({ 'a.ipynb': text }, async (run, directory) => {
      expect(text).toContain(inJson);
      const { out } = await run(['lint', '--fix']);
      expect(out).toContain('Fixed 1 finding.');
      expect(readFileSync(join(directory, 'a.ipynb'), 'utf8')).toBe(text.replace(inJson, fixed));
    }),
  );

  it('whose cells are single strings keeps them so', () => {
    const strings = { ...notebook, cells: cells.map((cell) => ({ ...cell, source: cell.source.join('') })) };
    const text = JSON.stringify(strings, undefined, 2);
    return cli.inProject({ 'a.ipynb': text }, async (run, directory) => {
      await run(['lint', '--fix']);
      expect(readFileSync(join(directory, 'a.ipynb'), 'utf8')).toBe(text.replace(inJson, fixed));
    });
  });

  it('gets a line of its own for every line that a fix adds', () => {
    const source = ['from torch import nn\n', 'import torch\n', 'y = torch.log(torch.sigmoid(x))'];
    const text = JSON.stringify({ ...notebook, cells: [{ ...cells[2], source }] }, undefined, 1);
    return cli.inProject({ 'a.ipynb': text }, async (run, directory) => {
      await run(['lint', '--fix']);
      const after = JSON.parse(readFileSync(join(directory, 'a.ipynb'), 'utf8')) as typeof notebook;
      const lines = after.cells[0]?.source ?? [];
      expect(lines.join('')).toContain('logsigmoid(x)');
      for (const line of lines) expect(line.indexOf('\n')).toBe(line === lines.at(-1) ? -1 : line.length - 1);
    });
  });
});

describe('lint --diff', () => {
  it('prints what patch turns the old file into the new one with', () => {
    const long = Array.from({ length: 40 }, (_, line) => `a${line} = ${line}\n`).join('');
    const files = { 'sub dir/a.py': `${log}${long}${log}`, 'b.py': log.trimEnd(), 'n.py': rnn };
    return cli.inProject(files, async (run, directory) => {
      const { out } = await run(['lint', '--diff']);
      expect(contentsOf(directory)).toEqual(files);
      expect(out.match(/^@@/gm)).toHaveLength(3);
      const patch = spawnSync('patch', ['-p0'], { cwd: directory, input: out, encoding: 'utf8' });
      if (patch.error !== undefined) return;
      const patched = contentsOf(directory);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
      await run(['lint', '--fix']);
      expect(patched).toEqual(contentsOf(directory));
    });
  });
});

describe('--show-fixes', () => {
  it('says line by line what is fixed, beside a diff, a report for machines, and one for people', () =>
    cli.inProject({ 'a.py': `import torch\ny = torch.log(torch.softmax(x, 0))\n` }, async (run) => {
      const lines = '- a.py:\n    1 × log-of-softmax: Use torch.log_softmax\n';
      expect((await run(['lint', '--diff', '--show-fixes'])).error).toBe(
        `Would fix:\n${lines}Would fix 1 finding in 1 file.\n`,
      );
      const fixed = await run(['lint', '--fix', '--show-fixes', '--format', 'json']);
      expect([fixed.out, fixed.error]).toEqual(['[]\n', `Fixed:\n${lines}`]);
    }));
});

describe('standard input', () => {
  it('is linted under the name that it is given, with that file’s configuration', () =>
    cli.inProject(
      { 'pyproject.toml': '[tool.activation-lens.per-file-ignores]\n"old/*" = ["recurrent"]\n' },
      async (run) => {
        const { code, out } = await run(
          ['lint', '-', '--format', 'json', '--stdin-filename', 'new/a.py'],
          rnn,
        );
        expect([code, findings(out).map(({ path, rule }) => [path, rule])]).toEqual([
          1,
          [['new/a.py', 'relu-in-recurrent-cell']],
        ]);
        expect((await run(['lint', '--stdin-filename', 'old/a.py'], rnn)).code).toBe(0);
      },
    ));

  it('comes out fixed, and what is left is said elsewhere', () =>
    cli.inProject({}, async (run) => {
      const { out, error, code } = await run(['lint', '--fix', '-'], `${log}${rnn}`);
      expect([code, out]).toEqual([1, `${logFixed}${rnn}`]);
      expect(error).toContain('stdin.py:6:');
      const excluded = await run(['lint', '--fix', '-', '--exclude', 'stdin.py'], log);
      expect(excluded.out).toBe(log);
    }));

  it('shows its line of source', () =>
    cli.inProject({}, async (run) => {
      expect((await run(['lint', '-'], rnn)).out).toContain("| rnn = nn.RNN(8, 16, nonlinearity='relu')");
    }));
});

describe('lint --add-ignore', () => {
  const loud = [
    'import torch',
    'from torch import nn',
    "a = nn.RNN(8, 16, nonlinearity='relu')  # first",
    'b = nn.RNN(',
    '    8, 16,',
    "    nonlinearity='relu',",
    ')',
    'c = torch.log(torch.softmax(nn.RNN(8, 16, nonlinearity="relu")(x)[0], 0))',
    'd = """text',
    '""", nn.RNN(8, 16, nonlinearity="relu")',
    '',
  ].join('\n');

  it('silences everything by comments that change nothing else, and then finds nothing to do', () =>
    cli.inProject({ 'a.py': loud }, async (run, directory) => {
      const before = findings((await run(['lint', '--format', 'json'])).out);
      expect(before.length).toBeGreaterThanOrEqual(5);
      const { code, out } = await run(['lint', '--add-ignore']);
      const after = contentsOf(directory)['a.py'] ?? '';
      expect([code, out]).toEqual([0, `Silenced ${before.length} findings.\nNo findings in 1 file.\n`]);
      const comments = /[ \t]*# activation-lens: ignore\[[\w, -]*\]/g;
      expect(after.replace(comments, '').replace(/^\n(?=\S)/gm, '')).toBe(loud);
      expect(after).toContain('# first  # activation-lens: ignore[relu-in-recurrent-cell]');
      expect(after).toMatch(
        /ignore\[(?:log-of-softmax, relu-in-recurrent-cell|relu-in-recurrent-cell, log-of-softmax)\]/,
      );
      await run(['lint', '--add-ignore']);
      expect(contentsOf(directory)['a.py']).toBe(after);
    }));

  it('says what no comment can reach, and leaves it', () => {
    const text = `from torch import nn\nd = """\n""", nn.RNN(8, 16, nonlinearity="relu"), """\n"""\n`;
    return cli.inProject({ 'a.py': text }, async (run, directory) => {
      const { code, out } = await run(['lint', '--add-ignore']);
      expect([code, contentsOf(directory)]).toEqual([1, { 'a.py': text }]);
      expect(out).toContain('1 finding in 1 file');
    });
  });

  it('is valid Python afterwards', () =>
    cli.inProject({ 'a.py': loud }, async (run, directory) => {
      await run(['lint', '--add-ignore']);
      const tree = (path: string) =>
        execFileSync(
          'python3',
          ['-c', 'import ast,sys; print(ast.dump(ast.parse(open(sys.argv[1]).read())))', path],
          {
            encoding: 'utf8',
          },
        );
      const after = tree(join(directory, 'a.py'));
      writeFileSync(join(directory, 'b.py'), loud);
      expect(after).toBe(tree(join(directory, 'b.py')));
    }));
});
