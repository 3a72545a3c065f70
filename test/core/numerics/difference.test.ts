import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../../src/core/numerics/difference';

describe('the largest difference', () => {
  it('is found with its place; where one has no value it is infinite', () => {
    expect(largestDifference(Math.abs, () => 0, -2, 1)).toEqual({ distance: 2, at: -2 });
    expect(largestDifference(Math.sqrt, () => 0, -1, 1).distance).toBe(Infinity);
    expect(largestDifference(Math.sqrt, Math.sqrt, -1, 1).distance).toBe(0);
  });
});
