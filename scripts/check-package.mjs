// node scripts/check-package.mjs: packages the extension as it is published and fails where the package has grown too large.
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot, show } from './lib/steps.mjs';

/** Bytes, with the language server for Node and for browsers. Whoever installs the extension over a slow line waits for them. */
const mostBytes = 2_000_000;
const packagePath = join(projectRoot, 'out', 'activation-lens.vsix');

await mkdir(join(projectRoot, 'out'), { recursive: true });
const packaged = await show('npm', ['run', '--silent', 'package', '--', '--out', packagePath]);
if (packaged !== 0) throw new Error('The extension was not packaged.');
const { size } = await stat(packagePath);
console.log(`The package has ${size} bytes of at most ${mostBytes}.`);
if (size > mostBytes) process.exitCode = 1;
