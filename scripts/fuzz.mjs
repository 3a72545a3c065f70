// npm run fuzz -- [--cases 100000] [--seed 1] [--files FOLDER …]: broken files, notebooks, messages and configuration through the
// whole path, repeatable by seed. It starts from examples/ and, where they are installed, from the sources of torchvision and
// torch.nn. The cases run in a worker, so that one that never ends is found and named.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pythonPackage } from './lib/python-packages.mjs';
import { generateSources, projectRoot } from './lib/steps.mjs';

const bundle = join(projectRoot, 'out', 'fuzz-case.cjs');
/** A case that has not ended after this time of the processor, in milliseconds, hangs: other programs may hold it up for longer. */
const patience = 60_000;
const mostFailures = 20;

if (isMainThread) await supervise();
else work(workerData);

async function supervise() {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      files: { type: 'string', multiple: true },
    },
  });
  await generateSources();
  const { build } = await import('esbuild');
  await build({
    entryPoints: [join(projectRoot, 'test', 'fuzz', 'case.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const files = (values.files ?? defaultFolders()).flatMap(pythonFiles);
  const [first, cases] = [Number(values.seed), Number(values.cases)];
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { files, first, cases, progress } });
  const start = performance.now();
  let [seen, since] = [-1, 0];
  const watchdog = setInterval(() => {
    const done = Atomics.load(progress, 0);
    const { user, system } = process.cpuUsage();
    const now = (user + system) / 1000;
    if (done !== seen) [seen, since] = [done, now];
    else if (now - since > patience) {
      console.log(`seed ${first + done}: did not end within ${patience / 1000} s`);
      process.exit(1);
    }
  }, 1000);
  const { failed, slowest } = await new Promise((done, broken) => {
    worker.on('error', broken);
    worker.on('message', (message) => (typeof message === 'string' ? console.log(message) : done(message)));
  });
  clearInterval(watchdog);
  const seconds = Math.round((performance.now() - start) / 1000);
  const ran = failed >= mostFailures ? `stopped after ${failed} failures of ${cases}` : `${cases}`;
  console.log(
    `${ran} cases, seeds ${first} to ${first + cases - 1}, on ${files.length} files in ${seconds} s: ${failed} failed; ` +
      `the slowest answer took ${Math.round(slowest.milliseconds)} ms (seed ${slowest.seed})`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

function work({ files, first, cases, progress }) {
  process.setSourceMapsEnabled(true);
  const { runCase } = createRequire(import.meta.url)(bundle);
  let slowest = { milliseconds: 0, seed: first };
  let failed = 0;
  for (let index = 0; index < cases && failed < mostFailures; index++) {
    const seed = first + index;
    Atomics.store(progress, 0, index);
    const { failure, milliseconds } = runCase(seed, files);
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, seed };
    if (failure !== undefined) {
      failed += 1;
      parentPort.postMessage(`seed ${seed}: ${failure}`);
    }
    if ((index + 1) % 10_000 === 0) parentPort.postMessage(`${index + 1} cases, ${failed} failed`);
  }
  parentPort.postMessage({ failed, slowest });
}

function defaultFolders() {
  const torchvision = pythonPackage('torchvision');
  const torch = pythonPackage('torch');
  return [
    join(projectRoot, 'examples'),
    ...(torchvision ? [join(torchvision, 'models')] : []),
    ...(torch ? [join(torch, 'nn', 'modules')] : []),
  ];
}

function pythonFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}
