/** Every folder of `frameworks/` is one framework, and says all of itself in its `names.ts` and its trace. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { symbolOf } from '../../../src/core/frameworks';
import type { FrameworkNames } from '../../../src/core/frameworks/descriptor';
import { frontEnds } from '../../../src/core/frameworks/generated/front-ends';
import { libraries } from '../../../src/core/frameworks/libraries';

const home = 'src/core/frameworks';
const notFrameworks = new Set(['tables', 'generated']);
const folders = readdirSync(home, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !notFrameworks.has(entry.name))
  .map(({ name }) => name);
describe('folders of frameworks', () => {
  it.each(folders)('%s is in the lists that `npm run generate` writes', async (folder) => {
    const files = readdirSync(`${home}/${folder}`);
    expect(
      files.some((file) => /^(?:names\.ts|trace\.ts|trace)$/.test(file)),
      'names.ts or trace',
    ).toBe(true);
    if (!files.includes('names.ts')) return;
    const { names } = (await import(`../../../src/core/frameworks/${folder}/names.ts`)) as {
      names: FrameworkNames;
    };
    expect(libraries.includes(names), 'run npm run generate').toBe(true);
  });

  it.each(folders)('every table of %s is named in its names.ts', async (folder) => {
    const files = readdirSync(`${home}/${folder}`).filter((file) =>
      /^(?:activations|initializers|layers|training)\.ts$/.test(file),
    );
    for (const file of files) {
      const tables = (await import(
        `../../../src/core/frameworks/${folder}/${file.replace(/\.ts$/, '')}.ts`
      )) as Record<string, unknown>;
      for (const [table, rows] of Object.entries(tables)) {
        if (!Array.isArray(rows)) continue;
        for (const [name] of rows as readonly (readonly [string])[])
          expect(symbolOf(name), `${name} of ${table} in ${folder}/${file}`).toBeDefined();
      }
    }
  });

  it('has one library and one trace for each root of names', () => {
    for (const all of [
      libraries.flatMap(({ roots }) => roots.map(([root]) => root)),
      frontEnds.flatMap(({ roots }) => roots),
    ])
      expect(all.filter((root, index) => all.indexOf(root) !== index)).toEqual([]);
  });
});
