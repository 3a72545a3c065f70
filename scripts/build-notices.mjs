// Writes THIRD_PARTY_NOTICES.md from what the bundles hold: run `node scripts/build-notices.mjs` when a dependency changes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thirdPartyNotices } from './lib/notices.mjs';
import { projectRoot } from './lib/steps.mjs';

writeFileSync(join(projectRoot, 'THIRD_PARTY_NOTICES.md'), await thirdPartyNotices());
