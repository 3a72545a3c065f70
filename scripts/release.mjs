// npm run release -- 0.2.0 [--check]: sets the version everywhere, dates the changelog, and builds what is published with its checksums into
// out/release. --check changes no file of the project and builds the version that there is.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packNpm, packWheel } from './lib/packages.mjs';
import { projectRoot, show } from './lib/steps.mjs';

const release = join(projectRoot, 'out/release');
const check = process.argv.includes('--check');
const asked = process.argv.slice(2).find((argument) => !argument.startsWith('-'));

/** Files that name the version, and how. */
const places = [
  ['package.json', /(?<="version": ")[^"]+/],
  ['package-lock.json', /(?<="version": ")[^"]+/],
  ['package-lock.json', /(?<="name": "activation-lens",\n      "version": ")[^"]+/],
  ['.pre-commit-hooks.yaml', /(?<=activation-lens@)[\d.]+/g],
  ['action.yml', /(?<=activation-lens@)[\d.]+/g],
  ['Dockerfile', /(?<=activation-lens@)[\d.]+/g],
  ['templates/gitlab-ci.yml', /(?<=activation-lens@)[\d.]+/g],
  ['docs/configuration.md', /(?<=activation-lens(?:@|\/)v|rev: v)\d[\d.]*/g],
];

function setVersion(version) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${version} is no version like 1.2.3.`);
  for (const [file, pattern] of places) {
    const path = join(projectRoot, file);
    const text = readFileSync(path, 'utf8');
    if (text.search(pattern) === -1) throw new Error(`${file} does not name the version.`);
    writeFileSync(path, text.replace(pattern, version));
  }
}

function dateChangelog(version) {
  const path = join(projectRoot, 'CHANGELOG.md');
  const text = readFileSync(path, 'utf8');
  const dated = `## ${version} (${new Date().toISOString().slice(0, 10)})\n`;
  // The first version has stood under its own name from the beginning.
  const heading = [`## ${version}\n`, '## Unreleased\n'].find((line) => text.includes(line));
  const body = heading === undefined ? '' : (text.split(heading)[1] ?? '').split(/^## /m)[0];
  if (heading === undefined || body.trim() === '')
    throw new Error(`CHANGELOG.md says nothing under "## ${version}" or "## Unreleased".`);
  writeFileSync(path, text.replace(heading, heading === '## Unreleased\n' ? `${heading}\n${dated}` : dated));
}

if (!check) {
  if (asked === undefined) throw new Error('Which version? npm run release -- 1.2.3');
  dateChangelog(asked);
  setVersion(asked);
}
rmSync(release, { recursive: true, force: true });
mkdirSync(release, { recursive: true });
const vsix = join(release, 'activation-lens.vsix');
if ((await show('npm', ['run', '--silent', 'package', '--', '--out', vsix])) !== 0)
  throw new Error('The extension was not packaged.');
const folder = join(projectRoot, 'out/npm');
await packNpm(folder, release);
packWheel(folder, release);

const sums = readdirSync(release)
  .sort()
  .map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(release, name)))
        .digest('hex')}  ${name}\n`,
  );
writeFileSync(join(release, 'SHA256SUMS'), sums.join(''));
process.stdout.write(sums.join(''));
console.log(
  check
    ? 'Nothing was changed.'
    : `Look at the changes, commit, tag v${asked}, and publish: vsce publish, ovsx publish, npm publish, twine upload.`,
);
