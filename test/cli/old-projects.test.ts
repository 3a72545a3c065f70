/** A project that has findings already: what is known stays silent, what is new does not. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrintedFinding } from '../../src/cli/findings';
import { commandLine, contentsOf, type CommandLine } from './in-process';

const imports = 'import torch\nfrom torch import nn\n';
const rnn = "r = nn.RNN(8, 16, nonlinearity='relu')\n";
const log = 'y = torch.log(torch.softmax(x, 0))\n';

let cli: CommandLine;
beforeAll(async () => {
  cli = await commandLine();
});
afterAll(() => cli.dispose());

const found = (out: string) =>
  (JSON.parse(out) as PrintedFinding[]).map(({ path, rule, range }) => `${path}:${range.start.line} ${rule}`);

describe('a baseline', () => {
  const configured = { 'pyproject.toml': '[tool.activation-lens]\nbaseline = "known.json"\n' };

  it('makes only new findings count, wherever the old ones have moved', () =>
    cli.inProject(
      { ...configured, 'a.py': imports + rnn, 'sub/b.py': imports + log },
      async (run, directory) => {
        const written = await run(['lint', '--isolated', '--write-baseline', 'known.json']);
        expect([written.code, written.out]).toEqual([0, 'Wrote 2 findings to known.json.\n']);
        const quiet = await run(['lint']);
        expect([quiet.code, quiet.out]).toEqual([0, 'No findings in 2 files. The baseline knows 2 more.\n']);

        const moved = `"""A docstring."""\n${imports}\n\nif True:\n    ${rnn}${log}`;
        writeFileSync(join(directory, 'a.py'), moved);
        expect(found((await run(['lint', '--format', 'json'])).out)).toEqual(['a.py:8 log-of-softmax']);
        // From another folder the same file is meant.
        expect(
          found((await cli.run(join(directory, 'sub'), ['lint', '..', '--format', 'json'])).out),
        ).toEqual(['../a.py:8 log-of-softmax']);
      },
    ));

  it('leaves to comments what it does not know', () =>
    cli.inProject({ ...configured, 'a.py': imports + rnn + log }, async (run, directory) => {
      await run(['lint', '--write-baseline', 'known.json']);
      writeFileSync(join(directory, 'a.py'), imports + rnn + log + log);
      expect((await run(['lint', '--add-ignore'])).out).toBe(
        'Silenced 1 finding.\nNo findings in 1 file. The baseline knows 2 more.\n',
      );
      const comment = '  # activation-lens: ignore[log-of-softmax]\n';
      expect(readFileSync(join(directory, 'a.py'), 'utf8')).toBe(
        imports + rnn + log + log.replace('\n', comment),
      );
    }));

  it('says how it is written where it is not there', () =>
    cli.inProject({ ...configured, 'a.py': imports + rnn }, async (run) => {
      const { code, error } = await run(['lint']);
      expect([code, error]).toEqual([
        2,
        expect.stringContaining('lint --write-baseline known.json writes it'),
      ]);
    }));

  it('counts equal lines, and tells what is gone', () =>
    cli.inProject({ ...configured, 'a.py': imports + log }, async (run, directory) => {
      await run(['lint', '--isolated', '--write-baseline', 'known.json']);
      writeFileSync(join(directory, 'a.py'), imports + log + log);
      expect(found((await run(['lint', '--format', 'json'])).out)).toEqual(['a.py:4 log-of-softmax']);
      writeFileSync(join(directory, 'a.py'), imports);
      const { code, error } = await run(['lint']);
      expect(code).toBe(0);
      expect(error).toContain('the baseline has 1 finding that is gone');
      // Of files that were not looked at nobody knows.
      writeFileSync(join(directory, 'b.py'), imports);
      expect((await run(['lint', 'b.py'])).error).toBe('');
    }));

  it('tells again what has become graver', () =>
    cli.inProject({ 'a.py': imports + rnn }, async (run, directory) => {
      const quiet =
        '[tool.activation-lens]\nbaseline = "known.json"\nseverity.relu-in-recurrent-cell = "hint"\n';
      writeFileSync(join(directory, 'pyproject.toml'), quiet);
      await run(['lint', '--write-baseline', 'known.json']);
      expect((await run(['lint'])).out).toContain('No findings');
      writeFileSync(join(directory, 'pyproject.toml'), quiet.replace('hint', 'error'));
      expect((await run(['lint'])).code).toBe(1);
    }));

  it.each([
    ['is absent', undefined, 'the baseline known.json cannot be read (ENOENT)'],
    ['is no JSON', '{', 'the baseline known.json is not valid JSON'],
    ['is something else', '[]', 'the baseline known.json is no baseline of version 1'],
    [
      'holds something else',
      '{"version": 1, "known": [{"path": "a.py", "severity": "toString"}]}',
      'holds an entry that is none of a baseline',
    ],
  ])('that %s fails the run', (_, text, message) =>
    cli.inProject(
      { ...configured, 'a.py': rnn, ...(text === undefined ? {} : { 'known.json': text }) },
      async (run) => {
        const { code, error } = await run(['lint']);
        expect([code, error.trimEnd().split('\n').length]).toEqual([2, 1]);
        expect(error).toContain(message);
      },
    ),
  );
});

describe('the configuration', () => {
  it('leaves rules out of some files', () =>
    cli.inProject(
      {
        'pyproject.toml':
          '[tool.activation-lens.per-file-ignores]\n"old/**" = ["loss", "relu-in-recurrent-cell"]\n"!new/*" = ["relu-in-recurrent-cell"]\n',
        'old/a.py': imports + rnn + log,
        'new/b.py': imports + rnn + log,
        'c.py': imports + rnn + log,
      },
      async (run) => {
        expect(found((await run(['lint', '--format', 'json'])).out)).toEqual([
          'c.py:4 log-of-softmax',
          'new/b.py:3 relu-in-recurrent-cell',
          'new/b.py:4 log-of-softmax',
        ]);
      },
    ));

  it('extends another one, whose patterns are its own', () =>
    cli.inProject(
      {
        'base/shared.toml':
          '[tool.activation-lens]\nselect = ["loss"]\nexclude = ["../p/x"]\n[tool.activation-lens.severity]\nlog-of-softmax = "hint"\n',
        'p/pyproject.toml':
          '[tool.activation-lens]\nextend = "../base/shared.toml"\nextend-select = ["relu-in-recurrent-cell"]\nextend-exclude = ["y"]\n',
        'p/a.py': imports + rnn + log,
        'p/y/b.py': imports + rnn,
      },
      async (run) => {
        const { out } = await run(['lint', 'p', '--format', 'json']);
        expect(found(out)).toEqual(['p/a.py:3 relu-in-recurrent-cell', 'p/a.py:4 log-of-softmax']);
        expect((JSON.parse(out) as PrintedFinding[])[1]?.severity).toBe('hint');
        const settings = JSON.parse((await run(['lint', 'p/a.py', '--show-settings'])).out) as {
          readonly configuration: readonly string[];
        };
        expect(settings.configuration).toEqual(['base/shared.toml', 'p/pyproject.toml']);
      },
    ));

  it('has options of the command line above it', () =>
    cli.inProject(
      { 'pyproject.toml': '[tool.activation-lens]\nignore = ["recurrent"]\n', 'a.py': imports + rnn + log },
      async (run) => {
        const lint = (...args: string[]) => run(['lint', '--format', 'json', ...args]);
        const { out } = await lint('--config', 'severity.log-of-softmax = "hint"', '--config', 'ignore = []');
        expect((JSON.parse(out) as PrintedFinding[]).map(({ severity }) => severity)).toEqual([
          'warning',
          'hint',
        ]);
        const without = await lint('--config', 'per-file-ignores = {"a*" = ["loss"]}');
        expect(without.out).toBe('[]\n');
        for (const [given, message] of [
          ['selct = []', '--config selct = []: There is no option selct'],
          ['select = [', 'Invalid TOML document'],
          ['extend = "x.toml"', 'a file extends'],
        ] as const)
          expect((await lint('--config', given)).error).toContain(message);
      },
    ));

  it.each([
    [
      'a circle',
      '[tool.activation-lens]\nextend = "pyproject.toml"\n',
      'pyproject.toml:2:10: extend: pyproject.toml leads in a circle',
    ],
    [
      'nowhere',
      '[tool.activation-lens]\nextend = "none.toml"\n',
      'pyproject.toml:2:10: extend: none.toml cannot be read (ENOENT)',
    ],
    ['a file of others', '[tool.activation-lens]\nextend = "other.toml"\n', 'has no [tool.activation-lens]'],
    [
      'a mistake',
      '[tool.activation-lens.per-file-ignores]\n"*.py" = ["lossy"]\n',
      'pyproject.toml:2:11: There is no rule called lossy',
    ],
  ])('that leads to %s fails the run', (_, text, message) =>
    cli.inProject({ 'pyproject.toml': text, 'other.toml': 'x = 1\n', 'a.py': rnn }, async (run) => {
      const { code, error } = await run(['lint']);
      expect([code, error.trimEnd().split('\n').length]).toEqual([2, 1]);
      expect(error).toContain(message);
    }),
  );

  it('selects by section and by framework; a rule’s own name is stronger than a group', () =>
    cli.inProject({ 'a.py': imports + rnn + log }, async (run) => {
      const rules = async (...args: string[]) =>
        found((await run(['lint', '--format', 'json', ...args])).out).map((line) => line.split(' ')[1]);
      expect(await rules('--select', 'loss')).toEqual(['log-of-softmax']);
      expect(await rules('--select', 'recurrent,init')).toEqual(['relu-in-recurrent-cell']);
      expect(await rules('--select', 'torch')).toEqual(['relu-in-recurrent-cell', 'log-of-softmax']);
      expect(await rules('--ignore', 'torch')).toEqual([]);
      expect(await rules('--ignore', 'torch', '--extend-select', 'log-of-softmax')).toEqual([
        'log-of-softmax',
      ]);
      expect(await rules('--select', 'jax', '--ignore', 'loss')).toEqual(['relu-in-recurrent-cell']);
      expect((await run(['lint', '--select', 'lossy'])).error).toContain('There is no rule called lossy');
    }));
});

describe('which files', () => {
  const files = {
    '.git/HEAD': '',
    '.gitignore': 'ignored.py\n',
    'pyproject.toml': '[tool.activation-lens]\nexclude = ["a"]\n',
    'ignored.py': imports,
    'a/a.py': imports,
    'b/b.py': imports,
    'c/c.py': imports,
  };
  it('is asked with --show-files and decided by options above the configuration', () =>
    cli.inProject(files, async (run, directory) => {
      const shown = async (...args: string[]) => (await run(['lint', '--show-files', ...args])).out;
      expect(await shown()).toBe('b/b.py\nc/c.py\n');
      expect(await shown('--no-respect-gitignore')).toBe('b/b.py\nc/c.py\nignored.py\n');
      expect(await shown('--extend-exclude', 'b')).toBe('c/c.py\n');
      expect(await shown('--exclude', 'b')).toBe('a/a.py\nc/c.py\n');
      expect(Object.keys(contentsOf(directory))).toEqual(Object.keys(files).sort());
      expect(readFileSync(join(directory, 'ignored.py'), 'utf8')).toBe(imports);
    }));
});
