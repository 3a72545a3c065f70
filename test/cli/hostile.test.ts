/** What a machine or a stranger can put in the way of the command line: each is named, nothing hangs, and nothing reads as clean that was not read. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PrintedFinding } from '../../src/cli/findings';
import { run as runCommand } from '../../src/cli/program';
import { visible } from '../../src/cli/visible';
import { bundleCommandLine, project, runNode, type Outcome } from './command-line';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const loud = "from torch import nn\nrnn = nn.RNN(8, 16, nonlinearity='relu')\n";
const quiet = 'from torch import nn\nlayer = nn.Linear(2, 3)\n';

let cli: Awaited<ReturnType<typeof bundleCommandLine>>;
beforeAll(async () => {
  // A document that says so is never finished: it stands for every input that would take for ever.
  cli = await bundleCommandLine((path, source) =>
    path.endsWith('/service/relevance.ts')
      ? source.replace(
          'export function mayHaveFindings(text: string): boolean {',
          `$&
  if (text.includes('# never ends')) for (;;);
  if (text.includes('# fills memory')) { const all: string[][] = []; for (;;) all.push(new Array<string>(1e6).fill(text)); }
  if (text.includes('# goes wrong')) throw new Error('went wrong');`,
        )
      : source,
  );
});
afterAll(() => cli.dispose());

type Run = (...args: string[]) => Promise<Outcome>;
async function inProject(
  files: Parameters<typeof project>[0],
  use: (run: Run, directory: string) => Promise<void>,
): Promise<void> {
  const { directory, dispose } = project(files);
  try {
    await use((...args) => runNode(cli.path, args, directory), directory);
  } finally {
    dispose();
  }
}
/** Runs with a shell's ways of connecting programs. */
function shell(command: string, cwd: string, env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-c', command], {
      cwd,
      env: {
        ...{ ...process.env, NO_COLOR: '1', ACTIVATION_LENS_NO_CACHE: '1' },
        ...{ NODE: process.execPath, CLI: cli.path, ...env },
      },
    });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
  });
}
/** What fails before any file is read needs no process of its own. */
async function here(...args: string[]): Promise<Outcome> {
  let [out, error] = ['', ''];
  const code = await runCommand(args, {
    out: (text) => (out += text),
    error: (line) => (error += `${visible(line)}\n`),
    colour: false,
    version: '0',
  });
  return { code, out, error };
}
const json = (out: string) => JSON.parse(out) as PrintedFinding[];
const lines = (text: string) => text.trimEnd().split('\n');

/** Somebody who may not read everything: tests often run as root, who may. */
const unprivileged =
  process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0
    ? 'setpriv --reuid=65534 --regid=65534 --clear-groups '
    : '';

describe.runIf(process.platform !== 'win32')('nothing that was not read looks clean', () => {
  it.each([
    [['lint', ''], 'a path is empty'],
    [['trace', ''], 'a path is empty'],
    [['lint', '--config', ''], '--config takes the path of a file'],
    [['lint', 'docs'], 'no .py or .ipynb file in docs'],
    [['lint', '/dev/zero'], '/dev/zero is a pipe or device, not a file or directory'],
    [['lint', '--config', '/dev/zero'], '/dev/zero is a pipe or device, not a file'],
    [['lint', 'a'.repeat(5_000)], 'ENAMETOOLONG'],
    [['lint', '--time-limit', '0'], 'not a number of seconds'],
    [['lint', '--time-limit', 'soon'], 'not a number of seconds'],
  ])('%j ends with 2 and one line', (args, message) =>
    inProject({ 'docs/readme.md': '# nothing', 'a.py': quiet }, async (run) => {
      const { code, out, error } = await run(...args);
      expect([code, out]).toEqual([2, '']);
      expect(lines(error)).toHaveLength(1);
      expect(error).toContain(message);
    }),
  );

  it('names the path without Python among others, and lints those', () =>
    inProject({ 'docs/readme.md': '', 'src/a.py': loud }, async (run) => {
      const { code, out, error } = await run('lint', 'src', 'docs');
      expect(code).toBe(2);
      expect(error).toBe('activation-lens: no .py or .ipynb file in docs\n');
      expect(out).toContain('relu-in-recurrent-cell');
    }));

  it('tells a directory whose files are all left out from one that has none', () =>
    inProject(
      { 'old/a.py': loud, 'pyproject.toml': '[tool.activation-lens]\nexclude = ["*.py"]\n' },
      async (run) => {
        const { code, error } = await run('lint', 'old');
        expect(code).toBe(2);
        expect(error).toContain('no .py or .ipynb file in old that is not excluded or ignored');
      },
    ));

  it('leaves a file that is named and excluded out, as pre-commit wants it', () =>
    inProject(
      { 'old/a.py': loud, 'pyproject.toml': '[tool.activation-lens]\nexclude = ["old"]\n' },
      async (run) => {
        const { code, out } = await run('lint', 'old/a.py');
        expect([code, out]).toEqual([0, 'Nothing to lint: every path given is excluded.\n']);
      },
    ));

  it('counts a directory given twice as read', () =>
    inProject({ 'src/a.py': quiet }, async (run) => {
      expect((await run('lint', 'src', 'src')).code).toBe(0);
    }));

  it.runIf(unprivileged !== '')('names a directory that may not be read, and lints the others', () =>
    inProject({ 'closed/a.py': loud, 'open/b.py': loud }, async (_, directory) => {
      chmodSync(directory, 0o755);
      chmodSync(join(directory, 'closed'), 0o700);
      const { code, out, error } = await shell(`${unprivileged}"$NODE" "$CLI" lint`, directory);
      expect(error).toBe('activation-lens: directory closed/ cannot be read (EACCES)\n');
      expect(code).toBe(2);
      expect(out).toContain('open/b.py');
    }),
  );

  it.runIf(unprivileged !== '').each([
    ['pyproject.toml', 'pyproject.toml cannot be read (EACCES)'],
    ['.gitignore', '.gitignore cannot be read (EACCES)'],
    ['a.py', 'a.py:1:1: This file cannot be read (EACCES).'],
  ])('names a %s that may not be read', (name, message) =>
    inProject({ 'pyproject.toml': '', '.gitignore': '', 'a.py': quiet }, async (_, directory) => {
      chmodSync(directory, 0o755);
      chmodSync(join(directory, name), 0o600);
      const { code, error } = await shell(
        `${unprivileged}"$NODE" "$CLI" lint --format json --fail-on never`,
        directory,
      );
      expect(error).toContain(message);
      expect(code).toBe(2);
    }),
  );

  it('reads neither a pipe nor a device, whatever it is called', () =>
    inProject({ 'b.py': loud, 'real.py': quiet }, async (_, directory) => {
      symlinkSync('/dev/zero', join(directory, 'zero.py'));
      const { code, out } = await shell(
        'mkfifo pipe.py && timeout 60 "$NODE" "$CLI" lint --format json',
        directory,
      );
      expect(code).toBe(1);
      expect(json(out).map(({ path, rule, message }) => [path, rule, message.slice(0, 30)])).toEqual([
        ['b.py', 'relu-in-recurrent-cell', expect.any(String)],
        ['pipe.py', 'unreadable-file', 'This file is a pipe or device,'],
        ['zero.py', 'unreadable-file', 'This file is a pipe or device,'],
      ]);
    }));

  it.each(['pyproject.toml', '.gitignore'])('does not wait for a %s that is a pipe', (name) =>
    inProject({ 'a.py': quiet, '.git/HEAD': '' }, async (_, directory) => {
      const { code, error } = await shell(`mkfifo ${name} && timeout 60 "$NODE" "$CLI" lint`, directory);
      expect(code).toBe(2);
      expect(error).toContain(`${name} is a pipe or device, not a file`);
    }),
  );

  it('names a pipe that the shell gives', () =>
    inProject({}, async (_, directory) => {
      const { code, error } = await shell('timeout 60 "$NODE" "$CLI" lint <(echo)', directory);
      expect(code).toBe(2);
      expect(error).toContain('is a pipe or device');
    }));

  it('follows a link to a file, passes a dangling one, enters no linked directory', () =>
    inProject({ 'src/a.py': loud }, async (run, directory) => {
      symlinkSync('a.py', join(directory, 'src/b.py'));
      symlinkSync('gone.py', join(directory, 'src/.#c.py'));
      symlinkSync('..', join(directory, 'src/circle'));
      const { out } = await run('lint', '--format', 'json');
      expect(json(out).map(({ path }) => path)).toEqual(['src/a.py', 'src/b.py']);
    }));
});

describe.runIf(process.platform === 'linux')('what is written', () => {
  it.each(['text', 'json', 'sarif'])('that cannot be stored ends with 2 and one line (%s)', (format) =>
    inProject({ 'a.py': loud }, async (_, directory) => {
      const { code, error } = await shell(
        `"$NODE" "$CLI" lint --format ${format} --fail-on never > /dev/full 2> >(grep -v '^a.py' >&2)`,
        directory,
      );
      expect(error).toBe('activation-lens: cannot write to standard output (ENOSPC)\n');
      expect(code).toBe(2);
    }),
  );

  it('by every command ends so', () =>
    inProject({ 'a.py': loud }, async (_, directory) => {
      for (const command of ['rules', 'show relu', 'trace a.py --format json', '--help']) {
        const { code, error } = await shell(`"$NODE" "$CLI" ${command} > /dev/full`, directory);
        expect([command, code, lines(error).length]).toEqual([command, 2, 1]);
      }
    }));

  it('to a reader that stops reading is no failure of its own', () =>
    inProject(
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`m${index}.py`, loud.repeat(3)])),
      async (_, directory) => {
        const { code, out, error } = await shell(
          '"$NODE" "$CLI" lint --format json | head -c 100; echo " ${PIPESTATUS[0]}"',
          directory,
        );
        expect([code, error, out.slice(-1 - ' 1'.length)]).toEqual([0, '', ' 1\n']);
      },
    ));

  it('with a closed standard error is written all the same', () =>
    inProject({ 'a.py': 'def (:\n' }, async (_, directory) => {
      const { code, out } = await shell('"$NODE" "$CLI" lint --format json 2>&-', directory);
      expect(code).toBe(1);
      expect(json(out)).toHaveLength(1);
    }));
});

describe.runIf(process.platform === 'linux')('odd names', () => {
  it('reads a file whose name is not UTF-8, found or named', () =>
    inProject({}, async (_, directory) => {
      await shell(
        "mkdir $'d\\xfe' && printf %s \"$TEXT\" > $'d\\xfe/\\xff.py' && printf %s \"$TEXT\" > $'d\\xfe/\\xe9.py'",
        directory,
        {
          TEXT: loud,
        },
      );
      const { code, out } = await shell('"$NODE" "$CLI" lint', directory);
      expect(code).toBe(1);
      expect(out).toContain('d\\xfe/\\xe9.py:2:');
      expect(out).toContain('2 findings in 2 files');
      const named = await shell('"$NODE" "$CLI" lint $\'d\\xfe/\\xff.py\' --format json', directory);
      expect(json(named.out).map(({ path, rule }) => [path, rule])).toEqual([
        ['d\uDCFE/\uDCFF.py', 'relu-in-recurrent-cell'],
      ]);
      const folder = await shell('"$NODE" "$CLI" lint $\'d\\xfe\'', directory);
      expect(folder.out).toContain('2 findings in 2 files');
    }));

  it('shows control characters of names and of the source instead of sending them', () =>
    inProject(
      {
        'a\x1b[31m\n\u202egnp.py': `from torch import nn\nnn.RNN(8, 16, nonlinearity='relu')  # \x1b]0;title\x07\x9b31m\u202e\n`,
        '__proto__.py': loud,
        'constructor.py': loud,
        '-v.py': loud,
      },
      async (run) => {
        for (const args of [
          ['lint'],
          ['lint', '--format', 'json'],
          ['lint', '--format', 'sarif'],
          ['trace', '.'],
          ['trace', '.', '--format', 'json'],
        ]) {
          const { out, error } = await run(...args);
          expect(out + error).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
        }
        const { out } = await run('lint');
        expect(out).toContain('a\\x1b[31m\\n\\u202egnp.py:2:');
        expect(out).toContain('4 findings in 4 files');
        const missing = await run('lint', 'gone\x1b[2J.py');
        expect(missing.error).toBe('activation-lens: no such file or directory: gone\\x1b[2J.py\n');
        const expression = await run('show', 'lambda x: x * 2  # \x1b[31m');
        expect(expression.out + expression.error).not.toContain('\x1b');
      },
    ));
});

describe('size and time', () => {
  it('names a file larger than 3 MB and goes on', () =>
    inProject(
      {
        'big.py': `import torch\n${'x = 1\n'.repeat(600_000)}`,
        'big.ipynb': JSON.stringify({
          nbformat: 4,
          metadata: {},
          cells: [
            {
              cell_type: 'code',
              source: `import torch\n${'x = 1\n'.repeat(600_000)}`,
              metadata: {},
              outputs: [],
            },
          ],
        }),
        'small.py': loud,
      },
      async (run) => {
        const { code, out } = await run('lint', '--format', 'json');
        expect(code).toBe(1);
        expect(json(out).map(({ path, message }) => [path, message.slice(0, 32)])).toEqual([
          ['big.ipynb', 'This file is larger than 3 MB.'],
          ['big.py', 'This file is larger than 3 MB.'],
          ['small.py', expect.any(String)],
        ]);
      },
    ));

  it('ends with a file that is never finished, names it, goes on with the others', () =>
    inProject(
      {
        ...Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`m${index}.py`, loud])),
        'm1_hangs.py': `${loud}# never ends\n`,
        'm2_hangs.py': `${loud}# never ends\n`,
      },
      async (run) => {
        const { code, out, error } = await run(
          'lint',
          '--format',
          'json',
          '--time-limit',
          '5',
          '--fail-on',
          'never',
        );
        expect(code).toBe(2);
        const found = json(out);
        expect(found.filter(({ rule }) => rule === 'relu-in-recurrent-cell')).toHaveLength(30);
        expect(found.flatMap(({ path, rule }) => (rule === 'unfinished-file' ? [path] : []))).toEqual([
          'm1_hangs.py',
          'm2_hangs.py',
        ]);
        expect(error).toContain('m1_hangs.py:1:1: The analysis of this file was ended after 5 s.');
      },
    ));

  it('does so for a single file, too', () =>
    inProject({ 'a.py': '# never ends\n' }, async (run) => {
      const { code, out } = await run('lint', 'a.py', '--time-limit', '1');
      expect(code).toBe(2);
      expect(out).toContain('unfinished-file');
    }));

  it('names a file whose analysis fills the memory or fails, and goes on', () =>
    inProject(
      { 'a.py': '# fills memory\n', 'b.py': '# goes wrong\n', 'c.py': loud },
      async (_, directory) => {
        const { code, out } = await shell(
          '"$NODE" --max-old-space-size=200 "$CLI" lint --format json --time-limit 60',
          directory,
        );
        expect(code).toBe(2);
        expect(json(out).map(({ path, rule }) => [path, rule])).toEqual([
          ['a.py', 'unfinished-file'],
          ['b.py', 'unfinished-file'],
          ['c.py', 'relu-in-recurrent-cell'],
        ]);
      },
    ));

  it.each([
    ['brackets', '('.repeat(100_000)],
    ['lists', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['blocks', Array.from({ length: 1_500 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n') + ' pass'],
    ['calls', `x = ${'nn.ReLU('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['negations', `x = ${'not '.repeat(50_000)}y`],
    ['minus', `x = ${'-'.repeat(50_000)}y`],
    ['one line', `x = "${'a'.repeat(2_500_000)}"`],
    ['CRLF decorators', '# a\r\n@d\r\n'.repeat(40) + 'def f(): pass\r\n'],
    ['NUL', 'x = 1\0\0\n'],
    ['lone surrogates in JSON', 'x = "\\ud800"\n'],
  ])('survives deep nesting and the like: %s', (_, text) =>
    inProject({ 'a.py': `from torch import nn\n${text}\n`, 'z.py': loud }, async (run) => {
      const { code, out } = await run('lint', '--format', 'json', '--time-limit', '60');
      expect([0, 1]).toContain(code);
      expect(json(out).map(({ path, rule }) => [path, rule])).toContainEqual([
        'z.py',
        'relu-in-recurrent-cell',
      ]);
    }),
  );

  it('says of valid Python that it nests too deeply, not that it is no Python', () => {
    const deep = {
      'calls.py': `x = y${'.f(1)'.repeat(300)}`,
      'elif.py': `if a == 0:\n    b = 0\n${'elif a == 1:\n    b = 1\n'.repeat(600)}`,
      'sum.py': `x = ${new Array(600).fill('1').join(' + ')}`,
    };
    const files = Object.fromEntries(
      Object.entries(deep).map(([name, code]) => [name, `${loud}${code}\n`] as const),
    );
    return inProject(files, async (run) => {
      const { code, out, error } = await run('lint', '--format', 'json');
      expect(code).toBe(1);
      expect(error).toBe('');
      expect(json(out).map(({ path, rule, severity }) => [path, rule, severity])).toEqual(
        Object.keys(deep).flatMap((name) => [
          [name, 'relu-in-recurrent-cell', 'warning'],
          [name, 'nested-too-deeply', 'information'],
        ]),
      );
    });
  });

  it('walks directories as deep as paths can be', () =>
    inProject({ 'top.py': loud }, async (run, directory) => {
      let path = directory;
      for (let depth = 0; depth < 900; depth += 1) mkdirSync((path = join(path, 'd')));
      writeFileSync(join(path, 'deep.py'), loud);
      const { code, out } = await run('lint', '--format', 'json');
      expect(code).toBe(1);
      expect(json(out)).toHaveLength(2);
    }));
});

describe('bad configuration', () => {
  it.each([
    ['not TOML', '[tool.activation-lens\n', 'pyproject.toml:1:'],
    ['another type', 'tool = 3\n[tool.activation-lens]\n', 'pyproject.toml:2:'],
    ['a table that is none', 'tool.activation-lens = 3\n', 'The configuration is a table.'],
    ['names of every object', '[tool.activation-lens]\nconstructor = 1\n', 'There is no option constructor'],
    [
      'such names as rules',
      '[tool.activation-lens]\nselect = ["__proto__"]\n',
      'There is no rule called __proto__',
    ],
    [
      'such names with severities',
      '[tool.activation-lens.severity]\ntoString = "error"\n',
      'There is no rule called toString',
    ],
    [
      'control characters',
      '[tool.activation-lens]\nselect = ["\\u001b[31m"]\n',
      'There is no rule called \\x1b[31m',
    ],
    [
      'patterns without end',
      `[tool.activation-lens]\nexclude = ["${'a'.repeat(20_001)}"]\n`,
      'may have 20000 characters',
    ],
    ['deep nesting', `x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n`, 'pyproject.toml'],
    ['a file too large', `# ${'x'.repeat(1_000_001)}\n`, 'pyproject.toml is larger than 1 MB'],
    ['bytes that are not UTF-8', new Uint8Array([0x23, 0xff, 0x0a]), 'pyproject.toml is not valid UTF-8'],
  ])('%s ends with 2 and one line', (_, text, message) =>
    inProject({ 'pyproject.toml': text, 'a.py': quiet }, async (_run, directory) => {
      const { code, out, error } = await here('lint', directory);
      expect([code, out]).toEqual([2, '']);
      expect(lines(error)).toHaveLength(1);
      expect(error).toContain(message);
    }),
  );

  it('patterns of a stranger take no time', () =>
    inProject(
      {
        'pyproject.toml': `[tool.activation-lens]\nexclude = ["${'*a'.repeat(40)}b", "{${'a,'.repeat(200)}}/x", "${'**/'.repeat(40)}b"]\n`,
        '.git/HEAD': '',
        '.gitignore': `${'*a'.repeat(40)}b\n${'**/'.repeat(40)}b\n`,
        [`${'a'.repeat(200)}/${'a'.repeat(200)}.py`]: loud,
      },
      async (run) => {
        const { code, out } = await run('lint', '--format', 'json');
        expect(code).toBe(1);
        expect(json(out)).toHaveLength(1);
      },
    ));

  it('a directory called pyproject.toml is named', () =>
    inProject({ 'pyproject.toml/x': '', 'a.py': quiet }, async (run) => {
      const { code, error } = await run('lint');
      expect(code).toBe(2);
      expect(error).toContain('pyproject.toml is a directory');
    }));
});

it('the directory of the test is left as it was', () =>
  inProject({ 'a.py': loud }, async (run, directory) => {
    await run('lint');
    expect(readdirSync(directory)).toEqual(['a.py']);
  }));
