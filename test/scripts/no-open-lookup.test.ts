import { RuleTester } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, it } from 'vitest';
import { noOpenLookup } from '../../scripts/eslint/no-open-lookup.mjs';

RuleTester.describe = describe;
RuleTester.it = it;

const tester = new RuleTester({
  languageOptions: {
    parser: tseslint.parser,
    parserOptions: {
      projectService: { allowDefaultProject: ['*.ts'] },
      tsconfigRootDir: import.meta.dirname,
    },
  },
});

const table = 'const table: Record<string, number> = {};';
const code = (line: string) => ({ code: `${table}\n${line}`, filename: `${import.meta.dirname}/snippet.ts` });
const wrong = (line: string) => ({ ...code(line), errors: [{ messageId: 'open' as const }] });

tester.run('local/no-open-lookup', noOpenLookup, {
  valid: [
    code("table['relu'];"),
    code("function ask(key: 'relu' | 'gelu') { return table[key]; }"),
    code('function ask(list: number[], index: number) { return list[index]; }'),
    code('function ask(map: Map<string, number>, key: string) { return map.get(key); }'),
  ],
  invalid: [
    wrong('function ask(key: string) { return table[key]; }'),
    wrong('function ask(key: string) { return table[`a${key}`]; }'),
    wrong('function put(key: string) { table[key] = 1; }'),
    wrong('function ask(key: string) { return key in table; }'),
  ],
});
