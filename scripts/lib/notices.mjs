// The notices of the packages whose code the bundles hold, made from the bundles themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './steps.mjs';

const { bundles } = createRequire(import.meta.url)('./bundles.cjs');

/** Packages that something is made from while building: glyph outlines, tables of a grammar. */
const madeFrom = ['mathjax-full', '@lezer/python'];

/** Packages in the bundles, sorted by name. */
async function bundledPackages() {
  const names = new Set(madeFrom);
  for (const options of Object.values(bundles(true))) {
    const { metafile } = await build({ ...options, write: false, metafile: true, logLevel: 'error' });
    for (const output of Object.values(metafile.outputs))
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
        if (name !== undefined && bytesInOutput > 0) names.add(name);
      }
  }
  return [...names].sort();
}

function noticeOf(name) {
  const folder = join(projectRoot, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file.`);
  const text = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `## ${name} ${version} (${license})\n\n\`\`\`text\n${text}\n\`\`\`\n`;
}

/** The text of THIRD_PARTY_NOTICES.md. */
export async function thirdPartyNotices() {
  const names = await bundledPackages();
  return [
    '# Third-party notices\n',
    'The bundles hold parts of these packages. The typeset formulas are made with MathJax and hold its glyph outlines; the parser is made from\nthe grammar of @lezer/python.\n',
    ...names.map(noticeOf),
  ].join('\n');
}
