/** Held against Git itself, where there is one: random patterns over a tree of names that they are likely to hit. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGitignore } from '../../../src/core/patterns/gitignore';
import { Stopwatch } from '../../fuzz/stopwatch';

const files = [
  'a',
  'b.py',
  'a.py',
  'ab/a',
  'ab/b.py',
  'ab/c/a.py',
  'c/ab/b',
  'c/d/a*b',
  'c/[x]',
  '#a',
  '!b',
  'd /x',
];
const git = (directory: string, args: readonly string[], input = '') =>
  spawnSync('git', args, { cwd: directory, input, encoding: 'utf8' });

describe('.gitignore', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'activation-lens-ignore-'));
    for (const file of files) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), '');
    }
    expect(git(directory, ['init', '-q']).status).toBe(0);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  function ignoredByGit(text: string): readonly string[] {
    writeFileSync(join(directory, '.gitignore'), text);
    const { stdout } = git(directory, ['check-ignore', '--no-index', '-z', '--stdin'], files.join('\0'));
    return stdout.split('\0').filter((name) => name !== '');
  }

  /** As the walk of the command line does: what lies in an ignored folder is never asked about. */
  function ignoredByUs(text: string): readonly string[] {
    const patterns = readGitignore(text);
    return files.filter((file) => {
      const names = file.split('/');
      return names.some(
        (_, index) =>
          patterns.of(names.slice(0, index + 1).join('/'), index + 1 < names.length) === 'ignored',
      );
    });
  }

  it.each([
    ['*.py\n!b.py\n'],
    ['ab/\n'],
    ['/a\n'],
    ['ab/*\n!ab/c\n'],
    ['**/a.py\nc/**\n'],
    ['ab/**/a.py\r\n'],
    ['\\#a\n\\!b\n'],
    ['d\\ \n'],
    ['a \n'],
    ['\uFEFFa\n'],
    ['c/[[]x]\n[!a].py\n'],
    ['a**\n'],
    ['{a,b}\n'],
    ['a\\\n'],
  ])('%j ignores what it ignores for Git', (text) => {
    expect(ignoredByUs(text)).toEqual(ignoredByGit(text));
  });

  it('agrees with Git on random patterns', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '?',
      '/',
      'a',
      'b',
      'ab',
      'c',
      '.py',
      '[ab]',
      '[!a]',
      '[',
      ']',
      '\\*',
      '!',
      '#',
      ' ',
    );
    const line = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (patterns) => {
        expect(ignoredByUs(patterns)).toEqual(ignoredByGit(patterns));
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});

describe('a .gitignore of a stranger', () => {
  it.each([
    ['many stars', `${'*a'.repeat(2_000)}b\n`],
    ['many patterns', '*a*a*a*b\n'.repeat(8_000)],
    ['many folders', `${'**/a/'.repeat(2_000)}b\n`],
    ['many blanks and backslashes', `${'\\ '.repeat(20_000)}\n`],
    ['many brackets', `${'[a-b]'.repeat(4_000)}*c\n`],
  ])('is read and asked in time that is in proportion: %s', (_, text) => {
    const watch = new Stopwatch(true);
    const patterns = watch.time('reading', () => readGitignore(text));
    const path = `${'a'.repeat(200)}/${'a/'.repeat(50)}${'a'.repeat(100)}`;
    expect(watch.time('asking', () => patterns.of(path, false))).toBeUndefined();
    expect(watch.slowest, watch.toString()).toBeLessThan(1_500);
  });
});
