/** docs/compared-with-ruff.md beside what Ruff's own help says that it has (`test/reference/ruff.json`). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import ruff from '../reference/ruff.json';

const page = readFileSync(join(import.meta.dirname, '../../docs/compared-with-ruff.md'), 'utf8');
/** The left column. */
const theirs = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(' | ')[0] ?? '');

it('has a line for every option, command and form of report of Ruff', () => {
  const words = new Set(theirs.join(' ').match(/--[a-z-]+|ruff [a-z]+|[a-z]+(?:-[a-z]+)*/g));
  const wanted = [...ruff.options, ...ruff.commands.map((name) => `ruff ${name}`), ...ruff.formats];
  expect(wanted.filter((name) => !words.has(name))).toEqual([]);
  expect(page).toContain(`(${ruff.version})`);
});
