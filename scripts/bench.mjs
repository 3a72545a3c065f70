// npm run bench: the figures of docs/benchmarks.md, side by side in one run, and that page.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { cachedPackage } from './lib/host-cache.mjs';
import { pythonPackage } from './lib/python-packages.mjs';
import { generateSources, projectRoot, show } from './lib/steps.mjs';
import { hostVersions, ruffPackage } from './lib/vscode-versions.mjs';
import { runExtensionTests } from './vscode-host.mjs';

const require = createRequire(import.meta.url);

async function bundle(name, options) {
  const outfile = join(projectRoot, 'out', `bench-${name}.cjs`);
  const entryPoints = [join(projectRoot, 'bench', `${name}.ts`)];
  await build({
    entryPoints,
    outfile,
    bundle: true,
    format: 'cjs',
    target: 'es2022',
    logLevel: 'warning',
    ...options,
  });
  return outfile;
}

/** Python files below a folder, in order of their paths. */
const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.py'))
    .sort()
    .map((path) => join(folder, path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }));

function folderOf(name) {
  const folder = pythonPackage(name);
  if (folder === undefined) throw new Error(`The benchmark needs the Python package ${name}.`);
  return folder;
}

/** Python files of an installed package, or of folders in it. */
const filesOf = (name, ...folders) =>
  (folders.length === 0 ? [''] : folders).flatMap((folder) => filesBelow(join(folderOf(name), folder)));

/** All kinds of programs, few of which have to do with networks. */
const mixedTree = () => filesBelow(dirname(folderOf('torchvision'))).filter((_, index) => index % 3 === 0);

async function ruffInWebAssembly() {
  const { require: requireRuff } = await cachedPackage(ruffPackage);
  const { Workspace, PositionEncoding } = requireRuff(ruffPackage.slice(0, ruffPackage.lastIndexOf('@')));
  const workspace = new Workspace({}, PositionEncoding.Utf16);
  return (text) => workspace.check(text);
}

const ms = (value) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const times = (value) => `${value.toFixed(2)}×`;
const kilobytes = (value) => `${Math.round(value / 1024)} kB`;
const megabytes = (value) => `${(value / 1024 / 1024).toFixed(1)} MB`;

/** An extension that does nothing, with a manifest like ours: what a host takes to activate any. The suite lies inside, where hosts look for it. */
async function emptyExtension(suite) {
  const folder = join(projectRoot, 'out', 'empty-extension');
  await mkdir(join(folder, 'dist'), { recursive: true });
  const { name, publisher, version, engines, main, browser, activationEvents, capabilities, extensionKind } =
    JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8'));
  const manifest = {
    name,
    publisher,
    version,
    engines,
    main,
    browser,
    activationEvents,
    capabilities,
    extensionKind,
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const entry of [main, browser])
    await writeFile(join(folder, entry), 'exports.activate = () => ({});\n');
  const tests = join(folder, 'suite.cjs');
  await copyFile(suite, tests);
  return { extension: folder, tests };
}

/** Ours and the empty one take turns. */
async function activationTimes() {
  const suite = await bundle('activation', { platform: 'browser', external: ['vscode'] });
  const peers = { ours: { tests: suite }, empty: await emptyExtension(suite) };
  const found = {};
  for (const kind of ['node', 'web']) {
    const measured = { ours: [], empty: [] };
    for (let run = 0; run < 5; run++)
      for (const [name, options] of Object.entries(peers)) {
        const result = await runExtensionTests({ kind, version: hostVersions.newest, ...options });
        measured[name].push(result.milliseconds);
      }
    const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
    found[kind] = { ours: median(measured.ours), empty: median(measured.empty) };
  }
  return found;
}

await generateSources();
const built = await show('node', ['esbuild.js', '--production']);
if (built !== 0) throw new Error('The build failed.');
const { coldLint, fileOfLines, keystrokes, memory, oneCold } = require(
  await bundle('analysis', { platform: 'node' }),
);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const ruff = await ruffInWebAssembly();
const models = [...filesOf('torchvision'), ...filesOf('torch', 'nn')];
const lines = [];
function say(line = '') {
  lines.push(line);
  console.log(line);
}

say('# Benchmarks');
say();
say(
  `Measured by \`npm run bench\` in one run: Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model.trim()}.`,
);
say(
  'It needs the Python packages torch and torchvision; Ruff runs in WebAssembly with its default rules, without its cache, on one thread, as we do.',
);
say(
  'Times are the best of several runs (cold lints take turns with the others, nine rounds and three) unless a percentile is named; other programs on the machine make them longer.',
);
say();
for (const [title, rounds, files] of [
  ['Cold lint of torchvision and torch.nn', 9, models],
  [
    'Cold lint of a mixed tree: every third file of the folder that torchvision is installed in',
    3,
    mixedTree(),
  ],
]) {
  const cold = coldLint(files, rounds, ruff);
  const count = files.reduce((sum, { text }) => sum + text.split('\n').length, 0);
  say(`## ${title} (${files.length} files, ${count} lines)`);
  say();
  say('| | time | against the bare parse |\n|---|---|---|');
  say(`| Lezer, parsing every file whole, nothing else | ${ms(cold.parse)} | 1× |`);
  say(
    `| Activation Lens, all rules that are on by default | ${ms(cold.lint)} | ${times(cold.lint / cold.parse)} |`,
  );
  say(`| Ruff in WebAssembly | ${ms(cold.ruff)} | ${times(cold.ruff / cold.parse)} |`);
  say();
}
const torchvisionModels = filesOf('torchvision', 'models');
const long = fileOfLines(torchvisionModels, 5000);
say('## After a keystroke in a file of 5,000 lines');
say();
say(
  'A blank is typed at the ends of 300 lines. Code is typed at 60 places within functions and classes, a new line and `x = self.relu(x)`, key by key: most of these texts are half a statement.',
);
say();
say(
  '| typed | | median | 95th percentile | share of a cold lint (95th) | Ruff against us (95th) |\n|---|---|---|---|---|---|',
);
for (const [typing, places] of [
  ['blank', 300],
  ['code', 60],
]) {
  // What was measured before leaves no garbage for this one to collect.
  collect();
  const typed = keystrokes(long, places, typing, ruff);
  const share = typed.p95 / typed.cold;
  say(
    `| ${typing}, ${typed.keystrokes} keystrokes | Activation Lens (cold: ${ms(typed.cold)}) | ${ms(typed.median)} | ${ms(typed.p95)} | ${Math.round(share * 100)} % | ${times(typed.ruffP95 / typed.p95)} |`,
  );
  say(`| | Ruff in WebAssembly, which starts over | ${ms(typed.ruffMedian)} | ${ms(typed.ruffP95)} | | |`);
}
say();
say('## Growth: a cold lint of one file');
say();
say('| lines | time | per 1,000 lines |\n|---|---|---|');
for (const size of [1000, 10_000, 50_000]) {
  const time = oneCold(fileOfLines(torchvisionModels, size));
  say(`| ${size} | ${ms(time)} | ${ms((time / size) * 1000)} |`);
}
say();
const files = models.slice(0, 200);
const heap = memory(files, collect, () => process.memoryUsage().heapUsed);
say(`## Memory: ${files.length} files opened, linted, closed`);
say();
say('| before | open | closed | closed against before |\n|---|---|---|---|');
const left = heap.closed / heap.before - 1;
say(
  `| ${megabytes(heap.before)} | ${megabytes(heap.open)} | ${megabytes(heap.closed)} | ${left < 0 ? '' : '+'}${Math.round(left * 100)} % |`,
);
say();
say('## Size and activation');
say();
say('| bundle | minified | gzip |\n|---|---|---|');
for (const name of [
  'extension.js',
  'extension-browser.js',
  'server.js',
  'server-browser.js',
  'webview.js',
  'cli.js',
  'analysis.js',
]) {
  const path = join(projectRoot, 'dist', name);
  say(`| ${name} | ${kilobytes(statSync(path).size)} | ${kilobytes(gzipSync(readFileSync(path)).length)} |`);
}
say();
const activation = await activationTimes();
say(
  `Activation, median of five starts in turns, fetching and loading of the bundle included (VS Code ${hostVersions.newest.vscode}):`,
);
say();
say('| extension host | Activation Lens | an extension that does nothing |\n|---|---|---|');
say(`| Node | ${ms(activation.node.ours)} | ${ms(activation.node.empty)} |`);
say(`| web worker | ${ms(activation.web.ours)} | ${ms(activation.web.empty)} |`);
// The section that a UI test measures stays as it stands.
const page = join(projectRoot, 'docs', 'benchmarks.md');
const before = existsSync(page) ? readFileSync(page, 'utf8') : '';
const measuredElsewhere = before.indexOf('## From a move of the cursor');
const kept = measuredElsewhere === -1 ? '' : `\n${before.slice(measuredElsewhere)}`;
await writeFile(page, `${lines.join('\n')}\n${kept}`);
