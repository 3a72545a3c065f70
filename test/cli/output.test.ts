/** Every form that findings are printed in, held against what reads it. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PrintedFinding } from '../../src/cli/findings';
import { FORMATS } from '../../src/cli/reports';
import { ruleNames } from '../../src/core/lint/registry';
import { bundleCommandLine, project } from './command-line';
import { commandLine, type CommandLine } from './in-process';

vi.setConfig({ testTimeout: 60_000 });
const code =
  "import torch\nfrom torch import nn\nr = nn.RNN(8, 16, nonlinearity='relu')\ny = torch.log(torch.softmax(x, 0))\n";
const source = code.match(/.*\n/g) ?? [];
const notebook = `${JSON.stringify({ cells: [{ cell_type: 'code', metadata: {}, outputs: [], source }], metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
const files = { 'a.py': code, 'b & <c>/d,e:f.py': code, 'n.ipynb': notebook, 'q.py': 'x = 1\n' };

let cli: CommandLine;
beforeAll(async () => {
  cli = await commandLine();
});
afterAll(() => cli.dispose());

/** What a format prints about the project, beside the findings as JSON. */
function printed<Result>(
  format: string,
  use: (out: string, findings: readonly PrintedFinding[]) => Result,
): Promise<Result> {
  return cli.inProject(files, async (run) => {
    const { out } = await run(['lint', '--format', 'json']);
    const findings = JSON.parse(out) as PrintedFinding[];
    expect(findings).toHaveLength(6);
    return use((await run(['lint', '--format', format])).out, findings);
  });
}

describe('lint --format', () => {
  it('has no form that docs/configuration.md does not name', () => {
    const page = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');
    const row = page.split('\n').find((line) => line.startsWith('| `--format` |')) ?? '';
    // What `full` was called at first is told to nobody.
    expect(FORMATS.filter((name) => name !== 'text' && !row.includes(`\`${name}\``))).toEqual([]);
  });

  it('concise is one line a finding', () =>
    printed('concise', (out, findings) => {
      const lines = out.trimEnd().split('\n');
      expect(lines.slice(0, 6)).toEqual(
        findings.map(({ path, range, severity, rule, message, fixes }) => {
          const cell = range.cell === undefined ? '' : `:cell ${range.cell}`;
          const fix = fixes.some(({ safe }) => safe) ? ' [fix]' : '';
          return `${path}${cell}:${range.start.line}:${range.start.column}: ${severity}[${rule}] ${message}${fix}`;
        }),
      );
      expect(lines.slice(6)).toEqual([
        '6 findings in 4 files: 6 warnings.',
        '3 can be fixed with --fix, 3 more with --unsafe-fixes.',
      ]);
    }));

  it('json-lines is one object a line', () =>
    printed('json-lines', (out, findings) => {
      expect(
        out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(findings);
    }));

  it('github names the lines of the file itself, of a notebook its JSON', () =>
    printed('github', (out, findings) => {
      const decode = (text: string) => decodeURIComponent(text);
      const commands = out
        .trimEnd()
        .split('\n')
        .map((line) => {
          const match = /^::(\w+) (.*?)::(.*)$/.exec(line);
          const properties = Object.fromEntries(
            (match?.[2] ?? '').split(',').map((one) => one.split('=', 2)),
          );
          return { command: match?.[1], properties: properties as Record<string, string>, text: match?.[3] };
        });
      expect(commands.map(({ properties }) => decode(properties['file'] ?? ''))).toEqual(
        findings.map(({ path }) => path),
      );
      for (const [index, { command, properties }] of commands.entries()) {
        const { path, range, rule } = findings[index] as PrintedFinding;
        expect(command).toBe('warning');
        expect(properties['title']).toBe(`Activation Lens (${rule})`);
        const line =
          (files as Record<string, string>)[path]?.split('\n')[Number(properties['line']) - 1] ?? '';
        const shown = line.slice(Number(properties['col']) - 1, Number(properties['endColumn']) - 1);
        const original = source[range.start.line - 1] ?? '';
        expect(shown).toBe(original.slice(range.start.column - 1, range.end.column - 1));
      }
    }));

  it('gitlab is a report of Code Quality whose fingerprints are its own', () =>
    printed('gitlab', (out, findings) => {
      const issues = JSON.parse(out) as readonly {
        readonly fingerprint: string;
        readonly severity: string;
        readonly location: { readonly path: string };
      }[];
      expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(6);
      expect(issues.map(({ location }) => location.path)).toEqual(findings.map(({ path }) => path));
      expect(new Set(issues.map(({ severity }) => severity))).toEqual(new Set(['major']));
    }));

  it('junit is XML with a failure for every finding', () =>
    printed('junit', (out, findings) => {
      const script =
        'import sys, json, xml.etree.ElementTree as t; r = t.fromstring(sys.stdin.read()); print(json.dumps([r.get("failures"), [[c.get("classname"), c.get("name"), c.find("failure").get("message")] for c in r.iter("testcase")]]))';
      const read = JSON.parse(
        execFileSync('python3', ['-c', script], { input: out, encoding: 'utf8' }),
      ) as unknown;
      expect(read).toEqual(['6', findings.map(({ path, rule, message }) => [path, rule, message])]);
    }));

  it('markdown is a table in which nothing of the code is markup', () =>
    printed('markdown', (out, findings) => {
      const rows = out.split('\n').filter((line) => line.startsWith('| `'));
      expect(rows).toHaveLength(findings.length);
      for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
      expect(out).toContain('/docs/rules/log-of-softmax.md)');
    }));

  it('sarif tells of every rule what its page says', () =>
    printed('sarif', (out) => {
      const { driver } = (JSON.parse(out) as Log).runs[0]?.tool ?? {};
      expect(driver?.informationUri).toMatch(/^https:/);
      for (const { id, help, helpUri, fullDescription } of driver?.rules ?? []) {
        if (!ruleNames.has(id)) continue;
        const page = readFileSync(join(import.meta.dirname, `../../docs/rules/${id}.md`), 'utf8');
        expect(help?.markdown).toBe(page);
        expect(helpUri).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
        expect(fullDescription?.text.length).toBeGreaterThan(20);
        expect(fullDescription?.text).not.toMatch(/^#/m);
      }
    }));

  it('full is what text was', () =>
    printed('text', (text) => printed('full', (full) => expect(full).toBe(text))));
});

describe('lint', () => {
  it('counts, writes to a file, and holds its tongue', () =>
    cli.inProject(files, async (run, directory) => {
      expect((await run(['lint', '--statistics'])).out).toBe(
        '3  log-of-softmax  [fix]\n3  relu-in-recurrent-cell\n',
      );
      const counted = JSON.parse((await run(['lint', '--statistics', '--format', 'json'])).out) as unknown;
      expect(counted).toContainEqual({ rule: 'log-of-softmax', count: 3, fixable: 3 });
      const toFile = await run(['lint', '-o', 'report.txt', '--format', 'concise', '--quiet']);
      expect([toFile.code, toFile.out]).toEqual([1, '']);
      expect(readFileSync(join(directory, 'report.txt'), 'utf8').trimEnd().split('\n')).toHaveLength(6);
      const silent = await run(['lint', '--silent']);
      expect([silent.code, silent.out, silent.error]).toEqual([1, '', '']);
      expect((await run(['lint', '--exit-zero', '--silent'])).code).toBe(0);
      expect((await run(['lint', '--color', 'always'])).out).toContain('\x1B[');
    }));

  it('runs again when a file changes', async () => {
    const bundle = await bundleCommandLine();
    const { directory, dispose } = project({ 'a.py': code });
    const child = spawn(
      process.execPath,
      [bundle.path, 'lint', '--watch', '--format', 'concise', '--no-cache'],
      {
        cwd: directory,
        env: { ...process.env, NO_COLOR: '1' },
      },
    );
    let [out, error] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
    try {
      await vi.waitFor(() => expect(error).toContain('Watching for changes'), 30_000);
      expect(out).toContain('2 findings in 1 file');
      writeFileSync(join(directory, 'a.py'), 'x = 1\n');
      await vi.waitFor(() => expect(out).toContain('No findings in 1 file.'), 30_000);
    } finally {
      child.kill();
      dispose();
      bundle.dispose();
    }
  });
});

describe('rules', () => {
  it('prints the page of one, and helps with its name', () =>
    cli.inProject({}, async (run) => {
      const page = readFileSync(join(import.meta.dirname, '../../docs/rules/log-of-softmax.md'), 'utf8');
      expect((await run(['rules', 'log-of-softmax'])).out).toBe(page);
      const wrong = await run(['rules', 'log-of-softmx']);
      expect([wrong.code, wrong.error]).toEqual([
        2,
        'activation-lens: There is no rule called log-of-softmx. Did you mean log-of-softmax?\n',
      ]);
    }));
});

describe('--output-file', () => {
  it('makes the folders that lead there', () =>
    cli.inProject({ 'a.py': 'x = 1\n' }, async (run, directory) => {
      const { code, error } = await run(['lint', '-o', 'reports/lens/r.json', '--format', 'json']);
      expect([code, error]).toEqual([0, '']);
      expect(readFileSync(join(directory, 'reports/lens/r.json'), 'utf8')).toBe('[]\n');
    }));
});

describe('show', () => {
  it('keeps its columns apart', () =>
    cli.inProject({}, async (run) => {
      const { out } = await run(['show', 'gelu', '--at', '-5,-30,2']);
      const rows = out.split('\n').filter((line) => /^ +-?\d/.test(line));
      expect(rows.map((row) => row.trim().split(/\s{2,}/).length)).toEqual([3, 3, 3]);
      expect(rows[0]).toContain('-1.43326e-6');
    }));
});

describe('without a command', () => {
  it('prints what there is', () =>
    cli.inProject({}, async (run) => {
      const { code, out, error } = await run([]);
      expect([code, error]).toEqual([2, '']);
      expect(out).toMatch(/^Usage: activation-lens .*\n[^]*\n {2}lint /);
    }));
});

describe('completion', () => {
  it('completes commands, options, values and rules in bash', () =>
    cli.inProject({}, async (run, directory) => {
      writeFileSync(join(directory, 'completion'), (await run(['completion', 'bash'])).out);
      const complete = (...words: string[]) => {
        const line = words.map((word) => `'${word}'`).join(' ');
        const script = `. ./completion; COMP_WORDS=(activation-lens ${line}); COMP_CWORD=${words.length}; _activation_lens; echo "\${COMPREPLY[@]}"`;
        return execFileSync('bash', ['-c', script], { cwd: directory, encoding: 'utf8' }).trim().split(' ');
      };
      expect(complete('ru')).toEqual(['rules']);
      expect(complete('lint', '--unsa')).toEqual(['--unsafe-fixes']);
      expect(complete('lint', '--format', 'git')).toEqual(['github', 'gitlab']);
      expect(complete('lint', '--select', 'log-of')).toEqual(['log-of-softmax']);
      expect(complete('rules', 'log-of')).toEqual(['log-of-softmax']);
      // As bash takes `--select=…` apart, and behind a comma.
      expect(complete('lint', '--select', '=', 'log-of')).toEqual(['log-of-softmax']);
      expect(complete('lint', '--format', '=')).toContain('sarif');
      expect(complete('lint', '--select', 'all,log-of')).toEqual(['all,log-of-softmax']);
      // A number is nobody's file.
      expect(complete('lint', '--time-limit', '')).toEqual(['']);
    }));

  it('completes lists of rules in fish', (context) =>
    cli.inProject({}, async (run, directory) => {
      writeFileSync(join(directory, 'completion'), (await run(['completion', 'fish'])).out);
      const complete = (line: string) =>
        spawnSync('fish', ['-c', `source completion; complete -C 'activation-lens ${line}'`], {
          ...{ cwd: directory, encoding: 'utf8', env: { ...process.env, HOME: directory } },
        });
      if (complete('').error !== undefined) context.skip('fish is not installed');
      for (const [line, completed] of [
        ['lint --select all,log-of', 'all,log-of-softmax'],
        ['lint --select=log-of', '--select=log-of-softmax'],
        ['rules log-of', 'log-of-softmax'],
      ] as const)
        expect(complete(line).stdout.split('\t')[0]?.trim()).toBe(completed);
    }));

  it.each(['zsh', 'fish'])('is a script that %s reads', (shell) =>
    cli.inProject({}, async (run, directory) => {
      const { out } = await run(['completion', shell]);
      for (const name of ['lint', 'rules', 'unsafe-fixes', 'log-of-softmax', 'json-lines'])
        expect(out).toContain(name);
      writeFileSync(join(directory, 'completion'), out);
      const checked = spawnSync(shell, ['-n', join(directory, 'completion')], { encoding: 'utf8' });
      // Not every machine has every shell.
      if (checked.error === undefined) expect(checked.stderr).toBe('');
    }),
  );
});
