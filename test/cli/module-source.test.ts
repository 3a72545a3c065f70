/** Where the files lie that a program imports. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { pathOf, uriOf } from '../../src/cli/file-uri';
import { createModuleSource } from '../../src/cli/module-source';

const root = mkdtempSync(join(tmpdir(), 'activation-lens-modules-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
for (const file of [
  'layers/attention.py',
  'projects/one/layers/attention.py',
  'projects/one/models/net.py',
  'projects/two/models/net.py',
]) {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
}

const source = createModuleSource([root]);
function found(from: string): string | undefined {
  const uri = source.resolve('layers.attention', 0, uriOf(join(root, from)));
  const path = uri && pathOf(uri);
  return path === undefined ? undefined : relative(root, path).replaceAll('\\', '/');
}

describe('an import of what is run from its own folder', () => {
  it('finds what lies beside that folder, the nearest one', () => {
    expect(found('projects/one/models/net.py')).toBe('projects/one/layers/attention.py');
    expect(found('projects/two/models/net.py')).toBe('layers/attention.py');
  });

  it('finds nothing outside of what was given', () => {
    const inner = createModuleSource([join(root, 'projects/two')]);
    expect(
      inner.resolve('layers.attention', 0, uriOf(join(root, 'projects/two/models/net.py'))),
    ).toBeUndefined();
  });
});
