/** Runs the command line's own bundle in a process of its own, on a directory made for the test. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleOptions } from './bundle-options';

export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/**
 * Bundles the command line as `npm run build` does, into a directory that the caller takes away. `edit` may give a source file another text, for
 * what no input brings about for certain.
 */
export async function bundleCommandLine(
  edit?: (path: string, source: string) => string,
): Promise<{ readonly path: string; readonly dispose: () => void }> {
  const directory = mkdtempSync(join(tmpdir(), 'activation-lens-cli-'));
  // Tests run it as somebody who may read little, too.
  chmodSync(directory, 0o755);
  const path = join(directory, 'cli.js');
  await build({
    entryPoints: [join(import.meta.dirname, '../../src/cli/main.ts')],
    outfile: path,
    ...bundleOptions,
    plugins: edit === undefined ? [] : [editing(edit)],
  });
  return { path, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

function editing(edit: (path: string, source: string) => string): Plugin {
  return {
    name: 'edit',
    setup(build) {
      build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => ({
        contents: edit(path.replaceAll('\\', '/'), readFileSync(path, 'utf8')),
        loader: 'ts',
      }));
    },
  };
}

/** A directory with these files; a value that is not text is written as it is. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly directory: string;
  readonly dispose: () => void;
} {
  const directory = mkdtempSync(join(tmpdir(), 'activation-lens-project-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return { directory, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

export function runNode(
  script: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ACTIVATION_LENS_NO_CACHE: '1', ...env },
    });
    let out = '';
    let error = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, error }));
  });
}
