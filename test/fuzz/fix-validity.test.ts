import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownMistakes } from '../corpus/known-mistakes/manifest';
import { checkFixes } from './fix-validity';
import { mistakenModel } from './mistaken-models';
import { randomFrom } from './random';

describe('every fix', () => {
  it.each(knownMistakes.map(({ program }) => program))('mends %s and breaks nothing', (program) => {
    const text = readFileSync(new URL(`../corpus/known-mistakes/${program}`, import.meta.url), 'utf8');
    expect(checkFixes(text).problems).toEqual([]);
  });

  it('mends models drawn by chance and breaks nothing', () => {
    let fixes = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const { applied, problems } = checkFixes(mistakenModel(randomFrom(seed)));
      expect(problems, `seed ${seed}`).toEqual([]);
      fixes += applied;
    }
    expect(fixes).toBeGreaterThan(100);
  }, 120_000);
});
