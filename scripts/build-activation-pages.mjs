// Writes docs/activations: run `node scripts/build-activation-pages.mjs` when the catalogue or a table of names changes.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { activationPages } from './lib/activation-pages.mjs';
import { projectRoot } from './lib/steps.mjs';

const folder = join(projectRoot, 'docs/activations');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [name, text] of await activationPages()) writeFileSync(join(folder, name), text);
