/** Positions that are not alike: what attention, norms and sums make of the mean products of each of them. */
import { describe, expect, it } from 'vitest';
import { attended } from '../../../src/core/tensors/attention';
import { attendedByRows, backToValues, weighingOf } from '../../../src/core/tensors/attention-rows';
import { standardNormal, sumOf, type Signal } from '../../../src/core/tensors/moments';
import {
  classesOf,
  commonClasses,
  meanOfPairs,
  meanOfRows,
  partsOfRows,
  rowsBehindNorm,
  rowsBetween,
  rowsOf,
  rowsOfJoined,
  rowsOver,
} from '../../../src/core/tensors/rows';

const noise = standardNormal('tokens');
const even = (causal: boolean, keys: number, values: Signal = noise) =>
  weighingOf({ query: noise, key: noise, values, queries: keys, keys, scale: 0, causal, dropout: 0 });

describe('classes of positions', () => {
  it('are short in front and hold all positions', () => {
    const classes = classesOf(64);
    expect(classes.slice(0, 4)).toEqual([1, 1, 1, 1]);
    expect(classes.reduce((sum, count) => sum + count, 0)).toBe(64);
  });
  it('are divided where any of several is', () => {
    expect(
      commonClasses([
        [1, 9],
        [4, 6],
      ]),
    ).toEqual([1, 3, 6]);
    expect(
      commonClasses([
        [1, 9],
        [4, 5],
      ]),
    ).toBeUndefined();
  });
});

describe('means over what a causal mask leaves', () => {
  const weighing = even(true, 8);
  const rows = weighing && attendedByRows(noise, weighing, 0).rows;
  it('are as large as 1/t, and share what the shorter one is made of', () => {
    // Of t values of variance 1 a mean has 1/t; two of t and s values share min(t, s)/(t s) = 1/max(t, s).
    const single = weighing && {
      ...weighing,
      classes: [1, 1, 1, 1, 1, 1, 1, 1],
      variance: new Float64Array(8),
    };
    const own = single && attendedByRows(noise, single, 0).rows;
    for (let t = 1; t <= 8; t += 1) {
      expect(own?.square[t - 1]).toBeCloseTo(1 / t, 12);
      for (let s = 1; s < t; s += 1) expect(own?.pairs[(t - 1) * 8 + s - 1]).toBeCloseTo(1 / t, 12);
    }
  });
  it('come to the mean of 1/t over all positions, whichever classes they are followed in', () => {
    const harmonic = [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, t) => sum + 1 / t, 0) / 8;
    expect(rows && partsOfRows(rows).square).toBeCloseTo(harmonic, 2);
  });
  it('send back to the value of the first position more than to the last one', () => {
    // Σ_{t ≥ j} 1/t² for gradients that have nothing in common.
    const single = weighing && {
      ...weighing,
      classes: [1, 1, 1, 1, 1, 1, 1, 1],
      variance: new Float64Array(8),
    };
    const back =
      single &&
      backToValues(
        { counts: single.classes, square: new Float64Array(8).fill(1), pairs: new Float64Array(64) },
        single,
      );
    const tail = (j: number): number => {
      let sum = 0;
      for (let t = j; t <= 8; t += 1) sum += 1 / t ** 2;
      return sum;
    };
    for (let j = 1; j <= 8; j += 1) expect(back?.square[j - 1]).toBeCloseTo(tail(j), 12);
  });
});

describe('positions that are alike', () => {
  it('come out of attention as they do without being followed', () => {
    const half: Signal = { ...noise, position: 0.5, both: 0.75 };
    const weighing = {
      ...{ classes: [3, 7], causal: false, variance: new Float64Array(2), dropout: 0 },
      scores: { input: 0, position: 0, both: 0 },
    };
    const byRows = attendedByRows(half, weighing, 0);
    const plain = attended(half, { concentration: 0.1, keys: 10 });
    for (const name of ['square', 'input', 'position', 'both'] as const)
      expect(byRows[name]).toBeCloseTo(plain[name], 12);
  });
});

describe('a token of its own beside others', () => {
  const token: Signal = { ...noise, square: 0.01, input: 0, position: 0, both: 0 };
  const rows = rowsOfJoined([
    { whole: token, length: 1 },
    { whole: noise, length: 9 },
  ]);
  const whole: Signal = { ...noise, ...partsOfRows(rows), rows };
  it('keeps its size', () => {
    expect([...rows.square]).toEqual([0.01, 1]);
    expect(whole.square).toBeCloseTo(0.901, 12);
    expect(rowsBetween(rows, 0, 1)?.square).toEqual(Float64Array.of(0.01));
    expect(rowsBetween(rows, 1, 10)?.counts).toEqual([9]);
  });
  it('is as large as the others behind a norm', () => {
    const taken = { own: 0, otherPosition: 0, otherInput: 0, otherBoth: 0, epsilon: 0 };
    const normed = rowsBehindNorm(whole, { ...taken, scale: 1, shift: 0, mean: 0 });
    expect(normed && meanOfRows(normed.counts, normed.square)).toBeCloseTo(1, 12);
    // All inputs have the same token.
    expect(normed?.inputs[0]).toBeCloseTo(1, 12);
    expect(normed?.inputs[1]).toBeCloseTo(0, 12);
  });
  it('adds up with what is the same everywhere', () => {
    const sum = sumOf([whole, { ...noise, origins: new Set(['other']) }], 5);
    expect(sum.rows && [...sum.rows.square]).toEqual([1.01, 2]);
    expect(rowsOf(sum)).toBe(sum.rows);
  });
  it('is forgotten where a step has made another tensor of it', () => {
    expect(rowsOf({ ...whole, position: 0 })).toBeUndefined();
    const scaled = rowsOf({
      ...whole,
      square: 2 * whole.square,
      input: 2 * whole.input,
      position: 2 * whole.position,
      both: 2 * whole.both,
    });
    expect(scaled?.square[0]).toBeCloseTo(0.02, 12);
    expect(meanOfPairs([1, 9], rowsOver(noise, [1, 9]).pairs)).toBe(0);
  });
});
