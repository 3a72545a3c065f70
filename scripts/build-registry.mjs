// Writes src/core/lint/generated/rules.ts: every file of src/core/lint/rules, in the order of their names.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lint = join(dirname(fileURLToPath(import.meta.url)), '../src/core/lint');
const target = join(lint, 'generated/rules.ts');

const rules = readdirSync(join(lint, 'rules'))
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => {
    const exported = /^export const (\w+): Rule\b/m.exec(readFileSync(join(lint, 'rules', file), 'utf8'));
    if (exported === null)
      throw new Error(`src/core/lint/rules/${file} lacks "export const <name>: Rule = …"`);
    return { module: file.slice(0, -'.ts'.length), name: exported[1] };
  });
const text = [
  '// Made by scripts/build-registry.mjs.',
  "import type { Rule } from '../rule';",
  ...rules.map(({ module, name }) => `import { ${name} } from '../rules/${module}';`),
  '',
  `export const generatedRules: readonly Rule[] = [${rules.map(({ name }) => name).join(', ')}];`,
  '',
].join('\n');

mkdirSync(dirname(target), { recursive: true });
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
