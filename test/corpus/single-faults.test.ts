/** Single faults in healthy programs: of a part of them, drawn evenly from all kinds, at least nine in ten are noticed, and the healthy hear nothing. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defaultConfiguration } from '../../src/core/lint/configuration/configuration';
import { createLensService } from '../../src/core/service';
import { healthyPrograms, mutantsOf, type Mutant } from './single-faults';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Of each kind so many: the whole is `node scripts/mutate-models.mjs`. */
const EACH = 2;

const loudIn = (text: string): readonly string[] =>
  createLensService()
    .update('file:///mutant.py', 1, text)
    .findings(defaultConfiguration)
    .filter(({ severity }) => severity === 'warning' || severity === 'error')
    .map(({ rule }) => rule);

it('are noticed', () => {
  const programs = healthyPrograms(ROOT);
  const byKind = new Map<string, Mutant[]>();
  for (const program of programs)
    for (const mutant of mutantsOf(program)) {
      const known = byKind.get(mutant.kind);
      if (known === undefined) byKind.set(mutant.kind, [mutant]);
      else if (known.length < EACH) known.push(mutant);
    }
  const mutants = [...byKind.values()].flat();
  expect(mutants.length).toBeGreaterThanOrEqual(70);
  const texts = new Map(programs.map(({ name, text }) => [name, text]));
  const healthy = new Map(
    [...new Set(mutants.map(({ program }) => program))].map((name) => [name, loudIn(texts.get(name) ?? '')]),
  );
  expect([...healthy].filter(([, found]) => found.length > 0)).toEqual([]);
  const missed = mutants.filter(({ text }) => loudIn(text).length === 0);
  expect(missed.length, missed.map(({ kind, program }) => `${kind} in ${program}`).join('\n')).toBeLessThan(
    mutants.length / 8,
  );
});
