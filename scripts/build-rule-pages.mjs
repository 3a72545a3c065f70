// Writes src/cli/generated/rule-pages.ts: the rules' pages as text, so that the command line can print them and hand them to code scanning services.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pages = join(root, 'docs/rules');
const target = join(root, 'src/cli/generated/rule-pages.ts');

const entries = readdirSync(pages)
  .filter((file) => file.endsWith('.md') && file !== 'index.md')
  .sort()
  .map((file) => [file.slice(0, -'.md'.length), readFileSync(join(pages, file), 'utf8')]);
const text = [
  '// Made by scripts/build-rule-pages.mjs.',
  'export const rulePages: ReadonlyMap<string, string> = new Map([',
  ...entries.map((entry) => `  ${JSON.stringify(entry)},`),
  ']);\n',
].join('\n');

mkdirSync(dirname(target), { recursive: true });
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
