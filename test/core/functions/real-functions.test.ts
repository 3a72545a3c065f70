/** Functions like those of real repositories, held against what PyTorch or Python gave when it ran them (measure.py). */
import { describe, expect, it } from 'vitest';
import { interpret } from '../../../src/core/functions/interpret';
import { english } from '../../../src/core/phrase';
import { curveOf, found, measured, snippets } from './support';

const plotted = new Map(snippets('plotted').map((snippet) => [snippet.name, snippet]));

describe('functions of one’s own', () => {
  it('are thirty and more, each with its measured numbers', () => {
    expect(plotted.size).toBeGreaterThanOrEqual(30);
    expect(measured().map((entry) => entry.name)).toEqual([...plotted.keys()]);
  });

  it.each(measured().map((entry) => [entry.name, entry] as const))(
    '%s gives the values and slopes that were measured',
    (name, entry) => {
      const snippet = plotted.get(name);
      const curve = curveOf(snippet?.text ?? '', snippet?.entry ?? '');
      // Extrapolated differences have about ten digits; automatic differentiation has all.
      const digits = ['math', 'numpy'].includes(entry.runsOn) ? 1e-8 : 1e-11;
      for (const { x, value, slope } of entry.rows) {
        const jet = curve.evaluate(x);
        expect(Math.abs(jet.value - value), `value ${jet.value} for ${value} at ${x}`).toBeLessThanOrEqual(
          1e-12 * (1 + Math.abs(value)),
        );
        if (slope === null) continue;
        expect(Math.abs(jet.slope - slope), `slope ${jet.slope} for ${slope} at ${x}`).toBeLessThanOrEqual(
          digits * (1 + Math.abs(slope)),
        );
      }
    },
  );
});

describe('functions that cannot be plotted', () => {
  const refused = snippets('refused');

  it('are ten and more', () => {
    expect(refused.length).toBeGreaterThanOrEqual(10);
  });

  it.each(refused.map((snippet) => [snippet.name, snippet] as const))(
    '%s says why in one line, and where',
    (_, snippet) => {
      const { own, bindings } = found(snippet.text, snippet.entry);
      const result = interpret(own, bindings);
      if (result.kind !== 'refusal') throw new Error('it was plotted');
      expect(english(result.reason)).toBe(`can't plot because ${snippet.remark}`);
      expect(english(result.reason)).not.toContain('\n');
      expect(bindings.module.baseOf(result.place.unit)).toBeDefined();
      expect(result.place.end).toBeGreaterThan(result.place.start);
    },
  );
});
