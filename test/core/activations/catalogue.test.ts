import { describe, expect, it } from 'vitest';
import { activationById, allActivations } from '../../../src/core/activations/catalogue';
import reference from '../../reference/activations.json';

const facts = new Map(reference.map((entry) => [entry.id, entry]));

/** The reference adds words to some ("strictly-increasing if alpha>0"). */
function monotonicInReference(text: string | null): string {
  if (!text || text.startsWith('non-')) return 'none';
  return text.startsWith('strictly') ? 'strictly-increasing' : 'increasing';
}

describe('the catalogue', () => {
  it('has every activation of the reference, and no other', () => {
    expect(allActivations.map((activation) => activation.id).sort()).toEqual(
      reference.map((entry) => entry.id).sort(),
    );
  });

  it('finds by id and knows nothing else', () => {
    expect(activationById('leaky_relu')?.name).toBe('Leaky ReLU');
    expect(activationById('constructor')).toBeUndefined();
  });

  it.each(allActivations.map((activation) => [activation.id, activation] as const))(
    '%s states the reference facts',
    (id, activation) => {
      const entry = facts.get(id);
      expect(activation.name).toBe(entry?.name);
      expect(activation.aliases).toEqual(entry?.aliases);
      expect(activation.elementwise).toBe(entry?.properties.elementwise);
      expect(
        activation.parameters.map(({ name, symbol, default: fallback }) => [name, symbol, fallback]),
      ).toEqual(entry?.parameters.map(({ name, symbol, default: fallback }) => [name, symbol, fallback]));
      for (const [index, parameter] of activation.parameters.entries()) {
        const stated = entry?.parameters[index];
        expect(parameter.min ?? null).toBe(stated?.min ?? null);
        expect(parameter.max ?? null).toBe(stated?.max ?? null);
      }
      expect(activation.monotonic).toBe(monotonicInReference(entry?.properties.monotonic ?? null));
      expect(activation.recommendedInitializer ?? null).toBe(entry?.init.family ?? null);
      expect(activation.citations).toEqual(
        entry?.citations.map(({ authors, title, year, arxiv }) => ({ authors, title, year, arxiv })),
      );
    },
  );

  it.each(allActivations.map((activation) => [activation.id, activation] as const))(
    '%s says what to watch for in one or two full sentences each',
    (_, activation) => {
      expect(activation.watchFor.length).toBeGreaterThan(0);
      for (const sentence of activation.watchFor) {
        expect(sentence).toMatch(/^[^\s].*\.$|\)$/u);
        expect(sentence.length).toBeLessThan(220);
      }
    },
  );
});
