/** The command line in this process, with workers of its own: a run costs a tenth of what a process of its own would. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import type { run as Run } from '../../src/cli/program';
import { visible } from '../../src/cli/visible';
import { project, type Outcome } from './command-line';
import { bundleOptions } from './bundle-options';

export interface CommandLine {
  /** Runs in a directory. */
  readonly run: (directory: string, args: readonly string[], input?: string | Uint8Array) => Promise<Outcome>;
  /** Runs in a directory made of these files, which is gone afterwards. */
  readonly inProject: <Result>(
    files: Parameters<typeof project>[0],
    use: (
      run: (args: readonly string[], input?: string | Uint8Array) => Promise<Outcome>,
      directory: string,
    ) => Promise<Result>,
  ) => Promise<Result>;
  readonly dispose: () => void;
}

export async function commandLine(): Promise<CommandLine> {
  // What somebody's own runs found is nothing that a test may see.
  process.env['ACTIVATION_LENS_NO_CACHE'] ??= '1';
  const bundles = mkdtempSync(join(tmpdir(), 'activation-lens-in-process-'));
  chmodSync(bundles, 0o755);
  const path = join(bundles, 'program.cjs');
  await build({
    stdin: {
      contents: `import { isLintWorker, runLintWorker } from './src/cli/lint-pool';
        export { run } from './src/cli/program';
        if (isLintWorker()) runLintWorker();`,
      resolveDir: join(import.meta.dirname, '../..'),
      loader: 'ts',
    },
    outfile: path,
    ...bundleOptions,
  });
  const { run } = createRequire(import.meta.url)(path) as { readonly run: typeof Run };

  async function runIn(
    directory: string,
    args: readonly string[],
    input?: string | Uint8Array,
  ): Promise<Outcome> {
    const before = process.cwd();
    let [out, error] = ['', ''];
    process.chdir(directory);
    try {
      const code = await run(args, {
        out: (text) => (out += text),
        error: (line) => (error += `${visible(line)}\n`),
        colour: false,
        version: '1.2.3',
        input: () => Promise.resolve(typeof input === 'string' ? Buffer.from(input) : (input ?? Buffer.of())),
      });
      return { code, out, error };
    } finally {
      process.chdir(before);
    }
  }

  return {
    run: runIn,
    async inProject(files, use) {
      const { directory, dispose } = project(files);
      try {
        return await use((args, input) => runIn(directory, args, input), directory);
      } finally {
        dispose();
      }
    },
    dispose: () => rmSync(bundles, { recursive: true, force: true }),
  };
}

/** Every file below a directory by its path there. */
export function contentsOf(directory: string): Readonly<Record<string, string>> {
  const entries = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .sort();
  return Object.fromEntries(
    entries.map((path) => [relative(directory, path), readFileSync(path).toString('latin1')]),
  );
}
