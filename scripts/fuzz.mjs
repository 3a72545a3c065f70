// npm run fuzz -- [--cases 100000] [--seed 1] [--files FOLDER …]: broken files through the whole path, repeatable by seed.
// It starts from examples/ and, where they are installed, from the sources of torchvision and torch.nn.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { pythonPackage } from './lib/python-packages.mjs';
import { projectRoot } from './lib/steps.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    files: { type: 'string', multiple: true },
  },
});

function defaultFolders() {
  const torchvision = pythonPackage('torchvision');
  const torch = pythonPackage('torch');
  return [
    join(projectRoot, 'examples'),
    ...(torchvision ? [join(torchvision, 'models')] : []),
    ...(torch ? [join(torch, 'nn', 'modules')] : []),
  ];
}

const folders = values.files ?? defaultFolders();
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);
const bundle = join(projectRoot, 'out', 'fuzz-case.cjs');
await build({
  entryPoints: [join(projectRoot, 'test', 'fuzz', 'case.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.setSourceMapsEnabled(true);
const { runCase } = createRequire(import.meta.url)(bundle);

const first = Number(values.seed);
const cases = Number(values.cases);
const start = performance.now();
let slowest = { milliseconds: 0, seed: first };
let failed = 0;
for (let seed = first; seed < first + cases; seed++) {
  const { failure, milliseconds } = runCase(seed, files);
  if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed };
  if (failure) {
    failed += 1;
    console.log(`seed ${seed}: ${failure.message}`);
    if (failed >= 20) break;
  }
  if ((seed - first + 1) % 10_000 === 0) console.log(`${seed - first + 1} cases, ${failed} failed`);
}
const seconds = Math.round((performance.now() - start) / 1000);
console.log(
  `${cases} cases from seed ${first} on ${files.length} files in ${seconds} s: ${failed} failed; ` +
    `the slowest answer took ${Math.round(slowest.milliseconds)} ms (seed ${slowest.seed})`,
);
process.exitCode = failed === 0 ? 0 : 1;
