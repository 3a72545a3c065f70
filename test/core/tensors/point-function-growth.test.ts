import { expect, it } from 'vitest';
import {
  activationFunction,
  combined,
  composed,
  pointMoments,
} from '../../../src/core/tensors/point-function';
import { Stopwatch } from '../../fuzz/stopwatch';

const tanh = activationFunction('tanh', {});
if (tanh === undefined) throw new Error('tanh is gone');

it('a function that is added to itself forty times is no longer than forty functions', () => {
  const watch = new Stopwatch(true);
  const { square, mean } = watch.time('forty sums', () => {
    let f = tanh;
    for (let step = 0; step < 40; step += 1)
      f = combined('product', f, composed(tanh, combined('sum', f, f)));
    expect(f.key.length).toBeLessThan(300);
    return pointMoments(f, 0.5, 1);
  });
  expect(Number.isFinite(square) && Number.isFinite(mean)).toBe(true);
  expect(watch.slowest, watch.toString()).toBeLessThan(2_000);
});

it('parts that are asked once a point give what they gave', () => {
  const f = combined('sum', tanh, composed(tanh, tanh));
  for (const x of [-2, 0.3, 0.3, 1, -2]) {
    const t = Math.tanh(x);
    expect(f.value(x)).toBeCloseTo(t + Math.tanh(t), 12);
    expect(f.slope(x)).toBeCloseTo((1 - t * t) * (1 + (1 - Math.tanh(t) ** 2)), 12);
  }
});
