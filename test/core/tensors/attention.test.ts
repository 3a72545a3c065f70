import { describe, expect, it } from 'vitest';
import { passedBack, softmaxMoments } from '../../../src/core/tensors/attention';

/** Two keys: E σ(d)² + (1 − σ(d))² and the same of cubes for d ~ N(0, 2v), summed in NumPy over two million points. */
const ofTwo = [
  [40, 0.9125535632194128, 0.8688303448291194],
  [100, 0.9440372558401475, 0.9160558837602214],
  [1000, 0.9821734073925071, 0.9732601110887606],
] as const;

describe('softmax over random scores', () => {
  it.each(ofTwo)('two keys, scores of variance %d', (variance, square, cube) => {
    const got = softmaxMoments(2, variance);
    expect(got.square).toBeCloseTo(square, 6);
    expect(got.cube).toBeCloseTo(cube, 6);
  });

  /** n keys, scores of variance v: E Σ A²(1 − 2A + Σ A²), of 200,000 rows drawn in NumPy. */
  it.each([
    [2, 1, 0.1477],
    [2, 9, 0.0606],
    [16, 0.5, 0.0788],
    [16, 4, 0.1168],
    [64, 25, 0.0942],
    [64, 400, 0.0351],
    [48, 2000, 0.016],
    [1000, 2, 0.00649],
  ])('sends back through %d keys of variance %d', (keys, variance, expected) => {
    expect(Math.abs(Math.log(passedBack(keys, variance, false) / expected))).toBeLessThan(0.03);
  });

  it('is all of it for one key, and even for scores that are alike', () => {
    expect(softmaxMoments(1, 5)).toEqual({ square: 1, cube: 1, squared: 1 });
    expect(softmaxMoments(50, 0).square).toBeCloseTo(1 / 50, 12);
    // Of many keys E e²ˢ/(E eˢ)² = eᵛ.
    expect(softmaxMoments(100_000, 0.25).square * 100_000).toBeCloseTo(Math.exp(0.25), 3);
  });
});
