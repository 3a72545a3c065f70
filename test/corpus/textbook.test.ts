/** Attention, pooling, gating, mixtures and recurrences as textbooks and tutorials write them: nothing about them is a warning or an error. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../src/core/service';

const folder = new URL('./textbook/', import.meta.url);
const frameworks = ['torch', 'keras', 'tensorflow', 'jax'] as const;

describe.each(frameworks)('textbook programs in %s', (framework) => {
  const programs = readdirSync(new URL(`${framework}/`, folder)).filter((name) => name.endsWith('.py'));

  it('are there', () => {
    expect(programs.length).toBeGreaterThanOrEqual(12);
  });

  it.each(programs)('%s', (name) => {
    const text = readFileSync(new URL(`${framework}/${name}`, folder), 'utf8');
    const document = createLensService().update(`file:///textbook/${framework}/${name}`, 1, text);
    expect(document.syntaxErrors).toEqual([]);
    const loud = document
      .findings({ select: undefined, ignore: [], severity: {} })
      .filter(({ severity }) => severity === 'warning' || severity === 'error')
      .map(({ rule, start, end }) => `${rule}: ${text.slice(start, end)}`);
    expect(loud).toEqual([]);
  });
});
