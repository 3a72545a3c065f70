/** Bundles measure-coverage.ts in memory and runs it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = await mkdtemp(path.join(tmpdir(), 'measure-coverage-'));
const outfile = path.join(folder, 'measure-coverage.cjs');
try {
  await build({
    entryPoints: [new URL('./measure-coverage.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'node',
    mainFields: ['module', 'main'],
    format: 'cjs',
    outfile,
    logLevel: 'error',
  });
  await import(pathToFileURL(outfile).href);
} finally {
  await rm(folder, { recursive: true, force: true });
}
