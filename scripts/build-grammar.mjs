// Compiles the grammar of @lezer/python, amended by scripts/grammar/amendments.mjs, into src/core/python/generated.
// The pinned package ships its source; an amendment that no longer applies exactly once stops the build.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildParserFile } from '@lezer/generator';
import { amendments } from './grammar/amendments.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'node_modules/@lezer/python/src');
const target = join(root, 'src/core/python/generated');

/**
 * @param {'grammar' | 'tokens'} part
 * @param {string} text
 */
function amend(part, text) {
  let amended = text;
  for (const amendment of amendments.filter((candidate) => candidate.in === part)) {
    const occurrences = amended.split(amendment.find).length - 1;
    if (occurrences !== 1) {
      throw new Error(
        `Amendment "${amendment.test}" must apply exactly once, found ${occurrences} times: ${amendment.find}`,
      );
    }
    amended = amended.replace(amendment.find, () => amendment.replace);
  }
  return amended;
}

const grammar = amend('grammar', readFileSync(join(source, 'python.grammar'), 'utf8'));
const tokens = amend('tokens', readFileSync(join(source, 'tokens.js'), 'utf8'));

const problems = [];
const { parser, terms } = buildParserFile(grammar, {
  fileName: 'python.grammar',
  moduleStyle: 'es',
  warn: (message) => problems.push(message),
});
if (problems.length > 0) throw new Error(`The amended grammar draws warnings:\n${problems.join('\n')}`);

const termNames = [...terms.matchAll(/^\s*(?:export const )?(\w+) = \d+[,;]?$/gm)].map((match) => match[1]);
if (termNames.length < 100)
  throw new Error('The generator lists its terms in a form that is not understood.');

const typesOfParser = `import type { LRParser } from '@lezer/lr';\n\nexport declare const parser: LRParser;\n`;
const typesOfTerms = termNames.map((name) => `export declare const ${name}: number;\n`).join('');

mkdirSync(target, { recursive: true });
// The grammar names the tokens' file once with and twice without its extension, which Node insists on.
writeFileSync(join(target, 'parser.js'), parser.replaceAll(/(['"])\.\/tokens\1/g, '$1./tokens.js$1'));
writeFileSync(join(target, 'parser.d.ts'), typesOfParser);
writeFileSync(join(target, 'parser.terms.js'), terms);
writeFileSync(join(target, 'parser.terms.d.ts'), typesOfTerms);
writeFileSync(join(target, 'tokens.js'), tokens);
console.log(
  `grammar: ${amendments.length} amendments applied, ${termNames.length} terms, ${parser.length} characters`,
);
