import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  activationFunction,
  jointMoment,
  pointDifference,
  pointMoments,
} from '../../../src/core/tensors/point-function';

interface Row {
  readonly id: string;
  readonly mean: number;
  readonly variance: number;
  readonly correlation: number;
  readonly joint: number;
}
/** Made with nested 60-point Gauss–Legendre panels in NumPy, split at every break and refined around it. */
const rows = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/joint-moments.json'), 'utf8'),
) as readonly Row[];

describe('E f(u)f(v)', () => {
  for (const { id, mean, variance, correlation, joint } of rows)
    it(`${id} at mean ${mean}, variance ${variance}, correlation ${correlation}`, () => {
      const f = activationFunction(id, {});
      if (f === undefined) throw new Error(id);
      const got = jointMoment(f, mean, variance, correlation * variance);
      expect(Math.abs(got - joint)).toBeLessThan(1e-9 * Math.max(1, Math.abs(joint)));
    });

  /** On one grid for both values, of 20-point panels of a quarter of a deviation, split at every break; f as PyTorch has it, where it does. */
  const apart = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../reference/activation-moments.json'), 'utf8'),
  ) as readonly Row[];

  it('holds for every activation far from 0, and for values that are opposed', () => {
    for (const { id, mean, variance, correlation, joint } of apart) {
      const f = activationFunction(id, {});
      if (f === undefined) throw new Error(id);
      const got = jointMoment(f, mean, variance, correlation * variance);
      expect(Math.abs(got - joint), `${id} ${mean} ${variance} ${correlation}`).toBeLessThan(
        1e-9 * Math.max(1, Math.abs(joint)),
      );
    }
  });

  it('is the same to 1e-6 where the walk asks for it, by a series or not', () => {
    for (const { id, mean, variance, correlation, joint } of rows) {
      const f = activationFunction(id, {});
      if (f === undefined) throw new Error(id);
      const { square } = pointMoments(f, mean, variance);
      const got = square - pointDifference(f, mean, variance, variance * (1 - correlation));
      expect(Math.abs(got - joint), `${id} ${mean} ${variance} ${correlation}`).toBeLessThan(
        1e-6 * Math.max(1, Math.abs(joint)),
      );
    }
  });

  it('keeps a difference of 1e-20 that a subtraction would lose', () => {
    const relu = activationFunction('relu', {});
    const tanh = activationFunction('tanh', {});
    if (relu === undefined || tanh === undefined) throw new Error('no relu, no tanh');
    expect(pointDifference(relu, 0, 1, 1e-20) / 0.5e-20).toBeCloseTo(1, 6);
    expect(pointDifference(tanh, 0, 1e-4, 1e-20) / 1e-20).toBeCloseTo(1, 3);
  });
});
