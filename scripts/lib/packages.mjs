// The packages that carry the command line: for npm, and a wheel for Python.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './steps.mjs';

const { bundles } = createRequire(import.meta.url)('./bundles.cjs');

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
const description =
  'Lints the activations, initialisers, recurrent cells and losses of neural networks in Python code.';

/** Bytes. A hook that is fetched by every job should be small. */
export const mostBytes = 1_000_000;

/** What npm publishes: nothing of the extension. */
export function npmManifest() {
  const { name, version, license, homepage, repository, bugs, keywords } = manifest;
  return {
    ...{ name, version, description, keywords, license, homepage, repository, bugs },
    bin: { 'activation-lens': 'dist/cli.js' },
    files: ['dist', 'docs', 'l10n', 'THIRD_PARTY_NOTICES.md', 'CHANGELOG.md'],
    engines: { node: manifest.engines.node },
  };
}

/** Builds the command line and the language server as they are published, into a folder. */
async function buildCommandLine(folder) {
  await build({ ...bundles(true).commandLine, outdir: folder, logLevel: 'error' });
  chmodSync(join(folder, 'cli.js'), 0o755);
}

/** Fills a folder with the npm package and packs it into another one; returns the tarball's path. */
export async function packNpm(folder, target) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'docs/rules'), { recursive: true });
  mkdirSync(target, { recursive: true });
  await buildCommandLine(join(folder, 'dist'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(npmManifest(), undefined, 2)}\n`);
  for (const file of [
    'README.md',
    'LICENSE',
    'THIRD_PARTY_NOTICES.md',
    'CHANGELOG.md',
    'docs/configuration.md',
    'docs/editors.md',
    'l10n/bundle.l10n.zh-cn.json',
    'docs/pyproject.schema.json',
  ])
    cpSync(join(projectRoot, file), join(folder, file));
  for (const page of readdirSync(join(projectRoot, 'docs/rules')))
    cpSync(join(projectRoot, 'docs/rules', page), join(folder, 'docs/rules', page));
  run('npm', ['pack', '--silent', '--pack-destination', target], folder);
  return join(target, `${manifest.name}-${manifest.version}.tgz`);
}

/** Builds the wheel from a folder that `packNpm` filled; returns its path. */
export function packWheel(folder, target) {
  mkdirSync(target, { recursive: true });
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const args = ['--bundle', join(folder, 'dist/cli.js'), '--version', manifest.version, '--to', target];
  return run(python, [join(projectRoot, 'scripts/build-wheel.py'), ...args], projectRoot).trim();
}

function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...{ cwd, encoding: 'utf8', shell: process.platform === 'win32' },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return stdout;
}
