// Writes src/core/frameworks/generated: the names.ts of every folder, and what its trace adds to the tracer.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frameworks = join(dirname(fileURLToPath(import.meta.url)), '../src/core/frameworks');
const folders = readdirSync(frameworks, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
  .map(({ name }) => name)
  .sort();

/** Writes one list: what every folder exports under a name, where it has one of these files. */
function write(target, type, from, files, exported, list) {
  const entries = folders.flatMap((folder) => {
    const file = files.find((one) => existsSync(join(frameworks, folder, one)));
    if (file === undefined) return [];
    if (
      !readFileSync(join(frameworks, folder, file), 'utf8').includes(`export const ${exported}: ${type} = `)
    )
      throw new Error(`src/core/frameworks/${folder}/${file} lacks "export const ${exported}: ${type} = …"`);
    return [{ folder, module: `../${folder}/${file.replace(/(?:\/index)?\.ts$/, '')}` }];
  });
  const text = [
    '// Made by scripts/build-frameworks.mjs.',
    `import type { ${type} } from '${from}';`,
    ...entries.map(({ folder, module }) => `import { ${exported} as ${folder} } from '${module}';`),
    '',
    `export const ${list}: readonly ${type}[] = [${entries.map(({ folder }) => folder).join(', ')}];`,
    '',
  ].join('\n');
  const path = join(frameworks, 'generated', target);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

write('names.ts', 'FrameworkNames', '../descriptor', ['names.ts'], 'names', 'generatedNames');
write(
  'front-ends.ts',
  'FrontEnd',
  '../../network/machine/front-end',
  ['trace.ts', 'trace/index.ts'],
  'frontEnd',
  'frontEnds',
);
