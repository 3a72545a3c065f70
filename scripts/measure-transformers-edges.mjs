// node scripts/measure-transformers-edges.mjs FOLDER [FAMILY ...]: holds `trace` against what tiny models of the transformers package really did
// (test/reference/transformers-edges.json, recorded by record-transformers-edges.py). FOLDER is the package in the version that the
// record names. Build first. Of a layer that ran, every other activation that the trace gives it is not real.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { projectRoot } from './lib/steps.mjs';

const folder = process.argv[2];
if (folder === undefined) throw new Error('the folder of the transformers package is missing');
const root = resolve(folder);
const { models } = JSON.parse(
  readFileSync(join(projectRoot, 'test/reference/transformers-edges.json'), 'utf8'),
);
const known = ['gelu', 'silu', 'relu6', 'relu', 'log_softmax', 'softmax', 'softplus', 'tanh', 'sigmoid'];
/** Forms of one activation count as one: `gelu_tanh` is `gelu`. The record has xIELU under the name of what it is made of. */
const family = (name) => (name === 'xielu' ? 'elu' : (known.find((own) => name.includes(own)) ?? name));

/** Every file is traced once, however many families it belongs to. */
const names = process.argv.slice(3);
const chosen = Object.entries(models).filter(([model]) => names.length === 0 || names.includes(model));
const filesOf = (records) => [...new Set(records.map(([path]) => path))];
const files = [...new Set(chosen.flatMap(([, records]) => filesOf(records)))];
const traced = JSON.parse(
  execFileSync(
    process.execPath,
    [join(projectRoot, 'dist/cli.js'), 'trace', ...files.map((path) => join(root, path)), '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  ),
);
const edgesOf = new Map(traced.map(({ path, edges }) => [relative(root, resolve(path)), edges]));

let wanted = 0;
let found = 0;
let unreal = 0;
for (const [model, records] of chosen) {
  const given = new Set();
  for (const file of filesOf(records))
    for (const { layer, activation } of edgesOf.get(file) ?? [])
      if (activation?.name !== undefined)
        given.add(`${relative(root, resolve(layer.path))}:${layer.line} ${family(activation.name)}`);
  const ran = new Set(records.map(([path, line]) => `${path}:${line}`));
  const truth = new Set(records.map(([path, line, name]) => `${path}:${line} ${family(name)}`));
  const missed = [...truth].filter((edge) => !given.has(edge));
  const wrong = [...given].filter((edge) => ran.has(edge.split(' ', 1)[0]) && !truth.has(edge));
  wanted += truth.size;
  found += truth.size - missed.length;
  unreal += wrong.length;
  if (missed.length + wrong.length > 0)
    console.log(`${model}: missed ${missed.join(', ') || 'none'}; not real ${wrong.join(', ') || 'none'}`);
}
console.log(`recall ${found}/${wanted} = ${(found / wanted).toFixed(3)}, ${unreal} not real`);
process.exitCode = found / wanted >= 0.95 ? 0 : 1;
