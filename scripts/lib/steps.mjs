// Running other programs from the project's scripts. Node's own modules only: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Runs a program in the project's folder with its output shown; returns its exit code. */
export async function show(file, args, options = {}) {
  const child = spawn(file, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    ...options,
  });
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done(code ?? 1));
  });
}

/** Runs a program in the project's folder; returns its exit code with all it wrote, errors in their place. */
export async function collect(file, args) {
  const child = spawn(file, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  child.stderr.on('data', (part) => parts.push(part));
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', (code) => done({ code: code ?? 1, output: Buffer.concat(parts).toString('utf8') }));
  });
}

/** Installs the project's dependencies as the lock file has them, unless they are there. */
export async function installDependencies() {
  if (existsSync(join(projectRoot, 'node_modules', 'esbuild'))) return;
  console.log('Installing dependencies …');
  const code = await show('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0) throw new Error(`npm ci ended with ${code}`);
}

/** Makes what is made from other files and not committed. */
export async function generateSources() {
  const code = await show('npm', ['run', '--silent', 'generate']);
  if (code !== 0) throw new Error(`npm run generate ended with ${code}`);
}
