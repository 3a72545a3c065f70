import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ruleMetas, rules } from '../../../src/core/lint/registry';
import { ruleGroups } from '../../../src/core/lint/configuration/rule-groups';

const root = join(import.meta.dirname, '../../..');
const namesIn = (directory: string, ending: string) =>
  readdirSync(join(root, directory))
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

const HEADINGS = [
  'What it sees',
  'Why it is risky',
  'Example',
  'Use instead',
  'When it is silent',
  'Known limitations',
];

/** What to do where a list that is made from the rules is behind them. */
const MAKE_AGAIN = 'made again by: npm run rules';

describe('the rule registry', () => {
  it('holds every rule that has a file, once', () => {
    const registered = rules.map(({ meta }) => meta.name);
    expect(new Set(registered).size).toBe(registered.length);
    expect([...registered].sort(), MAKE_AGAIN).toEqual(namesIn('src/core/lint/rules', '.ts').sort());
  });

  it('is what the pages and the index of pages are about', () => {
    const names = ruleMetas.map(({ name }) => name).sort();
    expect(
      namesIn('docs/rules', '.md')
        .filter((name) => name !== 'index')
        .sort(),
    ).toEqual(names);
    const index = readFileSync(join(root, 'docs/rules/index.md'), 'utf8');
    const linked = [...index.matchAll(/\]\(([a-z0-9-]+)\.md\)/g)].map((match) => match[1]);
    expect(linked.sort(), MAKE_AGAIN).toEqual(names);
  });

  it('is what the schema of the configuration knows', () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs/pyproject.schema.json'), 'utf8')) as object;
    const names = [...ruleMetas.map(({ name }) => name), 'high-learning-rate-relu'];
    for (const option of ['select', 'extend-select', 'ignore'])
      expect(schema, MAKE_AGAIN).toHaveProperty(`properties.${option}.items.enum`, [
        ...names,
        ...ruleGroups().keys(),
      ]);
    expect(schema, MAKE_AGAIN).toHaveProperty('properties.severity.propertyNames.enum', names);
  });

  it.each(ruleMetas.map((meta) => [meta.name, meta] as const))(
    '%s has its page with every heading, and its tests',
    (name, meta) => {
      expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(meta.frameworks.length).toBeGreaterThan(0);
      expect(meta.summary).toMatch(/\.$/);
      const page = readFileSync(join(root, `docs/rules/${name}.md`), 'utf8');
      expect(page.startsWith(`# ${name}\n`)).toBe(true);
      const sections = page.split(/^## /m).slice(1);
      expect(sections.map((section) => section.split('\n')[0])).toEqual(HEADINGS);
      for (const section of sections) expect(section.split('\n').slice(1).join('').trim()).not.toBe('');
      if (rules.some((rule) => rule.meta === meta))
        expect(existsSync(join(root, `test/core/lint/rules/${name}.test.ts`))).toBe(true);
    },
  );
});
