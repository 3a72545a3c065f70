import { describe, expect, it } from 'vitest';
import { gaussianExpectations, gaussLegendre } from '../../../src/core/numerics/quadrature';

describe('Gauss–Legendre rule', () => {
  it('integrates polynomials up to degree 2n − 1 exactly', () => {
    const { nodes, weights } = gaussLegendre(12);
    for (let degree = 0; degree <= 23; degree += 1) {
      const integral = nodes.reduce((sum, x, index) => sum + (weights[index] ?? 0) * x ** degree, 0);
      expect(integral).toBeCloseTo(degree % 2 ? 0 : 2 / (degree + 1), 13);
    }
  });
});

describe('expectations over a normal variable', () => {
  it.each([1e-12, 0.01, 1, 7, 1e6])('gives the even moments for mean square %d', (meanSquare) => {
    const [one, second, fourth] = gaussianExpectations(
      [() => 1, (x) => x * x, (x) => x ** 4],
      meanSquare,
      [],
    );
    expect(one).toBeCloseTo(1, 13);
    expect((second ?? 0) / meanSquare).toBeCloseTo(1, 12);
    expect((fourth ?? 0) / meanSquare ** 2).toBeCloseTo(3, 11);
  });

  it('sees a jump exactly when it is told where', () => {
    const [above] = gaussianExpectations([(x) => (x > 1 ? 1 : 0)], 1, [1]);
    expect(above).toBeCloseTo(0.15865525393145707, 13);
  });

  it('needs no scale hint for a narrow sigmoid in a wide distribution', () => {
    const [mean] = gaussianExpectations([(x) => 1 / (1 + Math.exp(-x))], 1e8, []);
    expect(mean).toBeCloseTo(0.5, 12);
  });

  it('passes on a degenerate or undefined spread', () => {
    expect(gaussianExpectations([(x) => x + 3], 0, [])).toEqual([3]);
    expect(gaussianExpectations([(x) => x], Number.NaN, [])[0]).toBeNaN();
    expect(gaussianExpectations([(x) => x], Infinity, [])[0]).toBeNaN();
  });
});
