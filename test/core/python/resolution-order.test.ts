import { describe, expect, it } from 'vitest';
import { resolutionOrder } from '../../../src/core/python/resolution-order';

/** The order of the last class of a list, each with its bases in brackets. */
function orderIn(classes: Readonly<Record<string, readonly string[]>>, start: string): string {
  const order = resolutionOrder(
    start,
    (one) => (Object.hasOwn(classes, one) ? (classes[one] ?? []) : []),
    (one) => one,
  );
  return order.join(' ');
}

describe('the order in which classes are asked', () => {
  it('is Python’s', () => {
    // Printed by `[c.__name__ for c in X.__mro__]` of CPython 3.11.
    expect(orderIn({ Act: ['Sub', 'Mixin'], Sub: ['Base'] }, 'Act')).toBe('Act Sub Base Mixin');
    expect(orderIn({ D: ['B', 'C'], B: ['A'], C: ['A'] }, 'D')).toBe('D B C A');
    const deep = { A: ['B', 'C'], B: ['D', 'E'], C: ['D', 'F'], D: ['O'], E: ['O'], F: ['O'] };
    expect(orderIn(deep, 'A')).toBe('A B C D E F O');
    expect(orderIn({ Z: ['K1', 'K2', 'K3'], K1: ['A', 'B'], K2: ['D', 'B'], K3: ['D', 'A'] }, 'Z')).toBe(
      'Z K1 K2 K3 D A B',
    );
  });

  it('ends where a class inherits itself, and where bases contradict each other', () => {
    expect(orderIn({ A: ['B'], B: ['A'] }, 'A')).toBe('A B');
    expect(orderIn({ X: ['A', 'B'], A: ['O', 'P'], B: ['P', 'O'] }, 'X')).toBe('X A B O P');
  });

  it('is short for hierarchies without end', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 500 }, (_, index) => [`C${String(index)}`, [`C${String(index + 1)}`]]),
    );
    expect(orderIn(chain, 'C0').split(' ').length).toBeLessThanOrEqual(41);
  });
});
