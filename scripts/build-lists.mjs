// Writes what can be told from files alone: src/core/activations/generated/activations.ts, the records of every family;
// src/core/frameworks/generated, the names.ts of every folder and what its trace adds to the tracer; src/cli/generated/report-formats.ts, the
// forms of report.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = join(dirname(fileURLToPath(import.meta.url)), '../src/core');
const frameworks = join(core, 'frameworks');
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
    '// Made by scripts/build-lists.mjs.',
    `import type { ${type} } from '${from}';`,
    ...entries.map(({ folder, module }) => `import { ${exported} as ${folder} } from '${module}';`),
    '',
    `export const ${list}: readonly ${type}[] = [${entries.map(({ folder }) => folder).join(', ')}];`,
    '',
  ].join('\n');
  save(join(frameworks, 'generated', target), text);
}

function save(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
}

function writeActivations() {
  const home = join(core, 'activations');
  const families = exportsOf(home, /^export const (\w+): (?:Elementwise|Vector)?Activation\b/gm);
  save(
    join(home, 'generated/activations.ts'),
    [
      '// Made by scripts/build-lists.mjs.',
      "import type { Activation } from '../activation';",
      ...families.map(({ module, names }) => `import { ${names.join(', ')} } from '../${module}';`),
      '',
      'export const generatedActivations: readonly (readonly [family: string, readonly Activation[]])[] = [',
      ...families.map(({ module, names }) => `  ['${module}', [${names.join(', ')}]],`),
      '];',
      '',
    ].join('\n'),
  );
}

/** What files of a folder export as `export const <name>: <type>`, by file. */
function exportsOf(folder, type) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => ({
      module: file.slice(0, -'.ts'.length),
      names: [...readFileSync(join(folder, file), 'utf8').matchAll(type)].map(([, name]) => name),
    }))
    .filter(({ names }) => names.length > 0);
}

function writeReportFormats() {
  const files = exportsOf(join(core, '../cli/reports'), /^export const (\w+): ReportFormat\b/gm);
  save(
    join(core, '../cli/generated/report-formats.ts'),
    [
      '// Made by scripts/build-lists.mjs.',
      "import type { ReportFormat } from '../reports/report';",
      ...files.map(({ module, names }) => `import { ${names.join(', ')} } from '../reports/${module}';`),
      '',
      `export const reportFormats: readonly ReportFormat[] = [${files.flatMap(({ names }) => names).join(', ')}];`,
      '',
    ].join('\n'),
  );
}

writeActivations();
writeReportFormats();

write('names.ts', 'FrameworkNames', '../descriptor', ['names.ts'], 'names', 'generatedNames');
write(
  'front-ends.ts',
  'FrontEnd',
  '../../network/machine/front-end',
  ['trace.ts', 'trace/index.ts'],
  'frontEnd',
  'frontEnds',
);
