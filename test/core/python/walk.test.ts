import { describe, expect, it } from 'vitest';
import { parseModule } from '../../../src/core/python/parse';
import { childrenOf, nodesAround, walkUnit, type SyntaxNode } from '../../../src/core/python/walk';
import type { Place } from '../../../src/core/python/syntax';

/** What `nodesAround` says, found by looking at every child. */
function lookedThrough(place: Place): readonly SyntaxNode[] {
  const around: SyntaxNode[] = [];
  let candidates: readonly SyntaxNode[] = place.unit.body;
  for (;;) {
    const node = candidates.find(({ start, end }) => start <= place.start && place.end <= end);
    if (node === undefined) return around;
    around.push(node);
    candidates = childrenOf(node);
  }
}

describe('the nodes around a place', () => {
  const many = Array.from({ length: 60 }, (_, index) => `f(${String(index)}, [x])`).join(', ');
  it.each([
    ['few children', 'y = f(a, g(b))\n'],
    ['many arguments', `y = f(${many})\n`],
    ['many elements of a list in a call', `y = f([${many}], z)\n`],
    ['arguments that are not in order', `y = f(${many}, *rest, key=1, **others)\n`],
    ['many statements', `def f(x):\n${'    x = g(x)\n'.repeat(60)}    return x\n`],
    ['half-typed arguments', `y = f(${many}, , )\n`],
  ])('are the same with %s as when every child is looked at', (_, text) => {
    const [unit] = parseModule('file:///a.py', text).units;
    if (unit === undefined) throw new Error('There is a unit.');
    let places = 0;
    walkUnit(unit, (node) => {
      places += 1;
      for (const place of [
        node,
        { unit, start: node.start, end: node.start },
        { unit, start: node.end, end: node.end },
      ])
        expect(nodesAround(place)).toEqual(lookedThrough(place));
    });
    expect(places).toBeGreaterThan(3);
  });
});
