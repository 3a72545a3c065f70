import { expect, it } from 'vitest';
import { ascending } from '../../../src/core/numerics/order';

it('sorts numbers upwards, infinities at the ends', () => {
  const numbers = [Infinity, 10, -Infinity, Infinity, 9, -Infinity, 0];
  expect(numbers.sort(ascending)).toEqual([-Infinity, -Infinity, 0, 9, 10, Infinity, Infinity]);
});

it.each([Infinity, -Infinity, 7])('says of %d twice that neither comes first', (number) => {
  expect(ascending(number, number)).toBe(0);
});
