// npm run fixes -- [--models 1000] [--seed 1] [FOLDER …]: applies every fix that any rule offers, on models drawn by chance and on the Python
// files of folders (torchvision and torch.nn where none is given), and checks what test/fuzz/fix-validity.ts says of each.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundled } from './lib/bundled.mjs';
import { pythonPackage } from './lib/python-packages.mjs';
import { generateSources, projectRoot } from './lib/steps.mjs';

const { values, positionals } = parseArgs({
  options: { models: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
await generateSources();
const { checkFixes, mistakenModel, randomFrom } = await bundled(
  'check-fixes',
  ['fix-validity', 'mistaken-models', 'random'].map((name) => `export * from './${name}';`).join('\n'),
  join(projectRoot, 'test', 'fuzz'),
);

let [texts, applied, wrong] = [0, 0, 0];
function check(name, text) {
  const result = checkFixes(text);
  texts += 1;
  applied += result.applied;
  wrong += result.problems.length;
  for (const problem of result.problems) console.log(`${name}: ${problem}`);
}

const first = Number(values.seed);
for (let seed = first; seed < first + Number(values.models); seed++)
  check(`seed ${seed}`, mistakenModel(randomFrom(seed)));
const usual = ['torchvision', 'torchaudio', 'torchtext', 'keras_applications', 'torch.nn'].map(pythonPackage);
const folders = positionals.length > 0 ? positionals : usual.filter((folder) => folder !== undefined);
for (const folder of folders)
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (name.isFile() && name.name.endsWith('.py')) {
      const path = join(name.parentPath ?? name.path, name.name);
      check(path, readFileSync(path, 'utf8'));
    }
console.log(`${applied} fixes applied to ${texts} texts, ${wrong} wrong`);
process.exitCode = wrong === 0 ? 0 : 1;
