import { describe, expect, it } from 'vitest';
import { sampleCurve } from '../../../src/core/numerics/sampling';

const range = { from: -4, to: 4 };

describe('sampling a curve', () => {
  it('draws a ramp with its corner where it is', () => {
    const [line, ...more] = sampleCurve((x) => Math.max(0, x - 0.3), range, { breaks: [0.3] });
    expect(more).toEqual([]);
    expect(line?.some((point) => Math.abs(point.x - 0.3) < 1e-7)).toBe(true);
  });

  it('breaks the line at a jump and at a pole', () => {
    expect(sampleCurve((x) => (x > 0 ? 1 : 0), range, { breaks: [0] })).toHaveLength(2);
    expect(sampleCurve((x) => Math.log(x), range)).toHaveLength(1);
    expect(sampleCurve((x) => (Math.abs(x) < 1 ? Number.NaN : x), range)).toHaveLength(2);
  });

  it('begins where the function begins', () => {
    const [line] = sampleCurve((x) => (x > 0.123456 ? x : Number.NaN), range);
    expect(line?.[0]?.x).toBeCloseTo(0.123456, 6);
    const [before] = sampleCurve((x) => (x < 0.123456 ? x : Number.NaN), range);
    expect(before?.at(-1)?.x).toBeCloseTo(0.123456, 6);
  });

  it('keeps every chord within the tolerance', () => {
    const f = (x: number) => Math.tanh(20 * x);
    const [line] = sampleCurve(f, range, { tolerance: 1e-3 });
    const worst = (line ?? []).slice(1).map((point, index) => {
      const before = line?.[index] ?? point;
      return Math.abs(f((point.x + before.x) / 2) - (point.y + before.y) / 2);
    });
    expect(Math.max(...worst)).toBeLessThan(1.01e-3);
  });

  it('stays within its number of points on noise', () => {
    let state = 1;
    const noise = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const lines = sampleCurve(noise, range, { maximumPoints: 300 });
    expect(lines.flat().length).toBeLessThan(1000);
  });

  it.each([
    [1, 1],
    [2, -2],
    [0, Infinity],
    [Number.NaN, 1],
  ])('has nothing to draw over [%d, %d]', (from, to) => {
    expect(sampleCurve(Math.sin, { from, to })).toEqual([]);
  });
});
