import { describe, expect, it } from 'vitest';
import { pythonLiteral } from '../../../src/server/panel/python-literal';

describe('a value written into the code', () => {
  it.each<[number | boolean | null, string]>([
    [0.25, '0.25'],
    [1, '1.0'],
    [-3, '-3.0'],
    [1e-7, '1e-7'],
    [1e21, '1e+21'],
    [true, 'True'],
    [false, 'False'],
    [null, 'None'],
  ])('%j is %s in Python', (value, expected) => {
    expect(pythonLiteral(value)).toBe(expected);
  });
});
