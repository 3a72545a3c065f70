import { describe, expect, it } from 'vitest';
import { resolveModule } from '../../src/server/module-paths';

const root = 'vscode-remote://host/project';
const known = new Set(
  ['blocks.py', 'net/__init__.py', 'net/layers.py', 'net/deep/model.py', 'src/lib/act.py'].map(
    (path) => `${root}/${path}`,
  ),
);
const resolve = (module: string, level: number, from: string): string | undefined =>
  resolveModule(module, level, `${root}/${from}`, [root], known)?.slice(root.length + 1);

describe('where an import leads', () => {
  it.each([
    ['layers', 1, 'net/model.py', 'net/layers.py'],
    ['layers', 2, 'net/deep/model.py', 'net/layers.py'],
    ['', 2, 'net/deep/model.py', 'net/__init__.py'],
    ['net.layers', 0, 'net/deep/model.py', 'net/layers.py'],
    ['blocks', 0, 'net/deep/model.py', 'blocks.py'],
    ['lib.act', 0, 'train.py', 'src/lib/act.py'],
    ['torch', 0, 'train.py', undefined],
    ['layers', 9, 'net/model.py', undefined],
  ])('%j with %i dots in %s', (module, level, from, expected) => {
    expect(resolve(module, level, from)).toBe(expected);
  });

  it('never leads to the importing file itself, nor out of the workspace', () => {
    expect(resolveModule('blocks', 0, `${root}/blocks.py`, [root], known)).toBeUndefined();
    expect(resolveModule('blocks', 0, 'file:///elsewhere/a.py', [root], known)).toBeUndefined();
  });
});
