// The project's own modules for a script: bundled below out/, since they are TypeScript.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './steps.mjs';

/** What a text of imports and exports gives, resolved from a folder of the project. */
export async function bundled(name, contents, folder = projectRoot) {
  const outfile = join(projectRoot, 'out', `${name}.cjs`);
  await build({
    stdin: { contents, resolveDir: folder, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return createRequire(import.meta.url)(outfile);
}
