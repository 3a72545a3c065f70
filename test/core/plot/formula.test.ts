import { describe, expect, it } from 'vitest';
import { allActivations } from '../../../src/core/activations/catalogue';
import { formulas, glyphs } from '../../../src/core/activations/generated/formulas';
import { svgDataUri } from '../../../src/core/plot/data-uri';
import { formulaSvg } from '../../../src/core/plot/formula';

describe('typeset formulas', () => {
  it('are there for the whole catalogue and stay within their budget', () => {
    expect(Object.keys(formulas)).toEqual(allActivations.map((activation) => activation.id));
    expect(JSON.stringify(formulas).length + JSON.stringify(glyphs).length).toBeLessThan(300_000);
  });

  it.each(allActivations.map((activation) => activation.id))(
    '%s: both pictures are complete and small',
    (id) => {
      for (const part of ['formula', 'derivative'] as const) {
        const svg = formulaSvg(id, part, '#cccccc') ?? '';
        expect(svg).toMatch(/^<svg [^>]*viewBox="-?\d+ -?\d+ \d+ \d+" fill="#cccccc"/u);
        const defined = new Set(
          [...svg.matchAll(/<path id="([^"]+)" d="M[^"]+"/gu)].map((match) => match[1]),
        );
        const used = [...svg.matchAll(/href="#([^"]+)"/gu)].map((match) => match[1]);
        expect(used.length).toBeGreaterThan(4);
        expect(used.every((name) => defined.has(name))).toBe(true);
        expect(svg).not.toMatch(/data-|merror|currentColor/u);
        expect((svg.match(/<(?:g|svg)[ >]/gu) ?? []).length).toBe(
          (svg.match(/<\/(?:g|svg)>/gu) ?? []).length,
        );
        expect(svgDataUri(svg).length).toBeLessThan(60_000);
      }
    },
  );

  it('know nothing beyond the catalogue and take no markup for a colour', () => {
    expect(formulaSvg('no_such', 'formula', 'red')).toBeUndefined();
    expect(formulaSvg('constructor', 'formula', 'red')).toBeUndefined();
    expect(formulaSvg('relu', 'formula', '"/><script>')).toContain('fill="currentColor"');
  });
});
