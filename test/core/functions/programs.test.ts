/** Small functions of x in plain Python: what is drawn is what CPython computed, or nothing is. */
import { describe, expect, it } from 'vitest';
import { createLensService } from '../../../src/core/service';
import reference from '../../reference/programs.json';

interface Curve {
  readonly name: string;
  readonly lines: readonly string[];
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Whether it is refused instead of being drawn. */
  readonly refused?: true;
}

const curves = reference.curves as unknown as readonly Curve[];

describe('functions as CPython computed them', () => {
  it.each(curves.map((curve) => [curve.name, curve] as const))('%s', (_, { lines, points, refused }) => {
    const text = `import torch\n${lines.join('\n')}\n`;
    const at = text.indexOf('f(x');
    const own = createLensService().update('file:///project/curve.py', 1, text).functionAt(at, at);
    expect(own?.result.kind).toBe(refused === true ? 'refusal' : 'curve');
    if (own?.result.kind !== 'curve') return;
    for (const [x, y] of points)
      expect({ x, y: own.result.evaluate(x).value }).toEqual({ x, y: expect.closeTo(y, 9) as number });
  });
});
