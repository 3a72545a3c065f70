// Holds `lint --fix` to its promise on copies of real files and notebooks: what it writes parses, a second run changes nothing, safe fixes leave
// the traced models as they were, a run that is killed leaves whole files.
// node scripts/check-mended-files.mjs [--files 300] [--seed 1] FOLDER …
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './lib/steps.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { files: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const cli = join(projectRoot, 'dist/cli.js');
const FRAMEWORK =
  /^\s*(?:import|from)\s+(?:torch|tensorflow|keras|jax|flax)\b|"(?:import|from) (?:torch|tensorflow|keras|jax|flax)\b/m;

/** Files that speak of a framework; the seed decides which, calls that have fixes come first. */
function chosen() {
  const found = [];
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') walk(path);
      else if (entry.isFile() && /\.(?:py|ipynb)$/.test(entry.name) && statSync(path).size < 2_000_000) {
        const text = readFileSync(path, 'utf8');
        if (FRAMEWORK.test(text))
          found.push({
            path,
            likely: /log\(\s*[\w.]*softmax|LeakyReLU|nn\.\w+\(\w+\)|alpha=|activation-lens/.test(text),
          });
      }
    }
  };
  for (const folder of positionals) walk(folder);
  const rank = ({ path, likely }) => {
    let hash = Number(values.seed);
    for (const character of path) hash = (Math.imul(hash, 31) + character.codePointAt(0)) >>> 0;
    return (likely ? 0 : 2 ** 32) + hash;
  };
  const notebooks = found.filter(({ path }) => path.endsWith('.ipynb'));
  const files = found.filter(({ path }) => path.endsWith('.py'));
  const most = Number(values.files);
  const take = (list, count) => [...list].sort((one, other) => rank(one) - rank(other)).slice(0, count);
  const few = take(notebooks, Math.floor(most / 4));
  return [...few, ...take(files, most - few.length)].map(({ path }) => path);
}

function run(args, cwd) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  // 2: some do not parse, which is no news of real files.
  if (status > 2) throw new Error(`${args.join(' ')}: ${stderr}`);
  return stdout;
}

const contents = (folder) =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
/** Models without their places. */
const traced = (folder, name) =>
  run(['trace', name, '--format', 'json'], folder)
    .replaceAll(/"(?:line|column|endLine|endColumn)": ?\d+/g, '""')
    .replaceAll(/"(?:at|place)": ?"[^"]*"/g, '""');
/** Python's own opinion of each file that it read before. */
const parses = `
import ast, json, sys, warnings
warnings.simplefilter('ignore')
def ok(path):
    text = open(path, encoding='utf-8').read()
    try:
        if path.endswith('.ipynb'): json.loads(text)
        else: ast.parse(text)
        return True
    except (SyntaxError, ValueError): return False
print(json.dumps([path for path in sys.argv[1:] if not ok(path)]))
`;
const broken = (folder) =>
  new Set(
    JSON.parse(
      spawnSync('python3', ['-c', parses, ...readdirSync(folder)], { cwd: folder, encoding: 'utf8' }).stdout,
    ),
  );

const place = mkdtempSync(join(tmpdir(), 'activation-lens-mended-'));
const complaints = [];
try {
  const paths = chosen();
  const fill = (folder) => {
    mkdirSync(folder);
    for (const [index, path] of paths.entries())
      cpSync(path, join(folder, `${String(index).padStart(3, '0')}_${basename(path)}`));
    return folder;
  };
  for (const mode of ['safe', 'all']) {
    const folder = fill(join(place, mode));
    const before = contents(folder);
    const brokenBefore = broken(folder);
    const fix = [
      'lint',
      '.',
      '--fix',
      ...(mode === 'all' ? ['--unsafe-fixes'] : []),
      '--no-cache',
      '--exit-zero',
      '--quiet',
      '--format',
      'json',
    ];
    run(fix, folder);
    const after = contents(folder);
    const changed = [...after].filter(([name, text]) => text !== before.get(name)).map(([name]) => name);
    for (const name of broken(folder))
      if (!brokenBefore.has(name)) complaints.push(`${mode}: ${name} does not parse`);
    run(fix, folder);
    for (const [name, text] of contents(folder))
      if (text !== after.get(name)) complaints.push(`${mode}: a second run changes ${name}`);
    let notebooks = 0;
    for (const name of changed) {
      if (name.endsWith('.ipynb')) {
        notebooks += 1;
        const outputs = (text) =>
          JSON.stringify(JSON.parse(text), (key, value) => (key === 'source' ? undefined : value));
        if (outputs(before.get(name)) !== outputs(after.get(name)))
          complaints.push(`${mode}: ${name} lost more than sources`);
      }
    }
    if (mode === 'safe') {
      const original = fill(join(place, 'original'));
      for (const name of changed.filter((each) => each.endsWith('.py')))
        if (traced(original, name) !== traced(folder, name))
          complaints.push(`${mode}: other models in ${name}`);
    }
    console.log(`${mode}: ${paths.length} files, ${changed.length} changed (${notebooks} notebooks)`);
  }
  // Killed at many moments, each file is the old one or the new one.
  const old = contents(join(place, 'original'));
  const fresh = contents(join(place, 'all'));
  let killed = 0;
  const folder = fill(join(place, 'killed'));
  for (const wait of [200, 400, 800, 1_500, 2_500, 4_000, 6_000, 9_000]) {
    const child = spawn(
      process.execPath,
      [cli, 'lint', '.', '--fix', '--unsafe-fixes', '--no-cache', '--exit-zero', '--silent'],
      { cwd: folder },
    );
    const ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(signal)));
    setTimeout(() => child.kill('SIGKILL'), wait);
    if ((await ended) !== null) killed += 1;
    for (const [name, text] of contents(folder))
      if (old.has(name) && text !== old.get(name) && text !== fresh.get(name))
        complaints.push(`killed after ${wait} ms: ${name} is neither old nor new`);
  }
  console.log(`killed: ${killed} of 8 runs before their end`);
} finally {
  if (existsSync(place)) rmSync(place, { recursive: true, force: true });
}
for (const complaint of complaints) console.log(complaint);
console.log(`${complaints.length} complaints`);
if (complaints.length > 0) process.exitCode = 1;
