import { describe, expect, it } from 'vitest';
import { swung } from '../../src/webview/model/swing';

describe('a swinging value', () => {
  const bounds = { min: 0, max: 2, step: 0.01 };
  it('starts where it is, goes up to the end and back', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((periods) => swung(bounds, 0, periods))).toEqual([0, 1, 2, 1, 0]);
    expect(swung(bounds, 0.5, 0)).toBe(0.5);
    expect(swung(bounds, 0.5, 0.1)).toBe(0.9);
  });
  it('stays within its bounds from a value outside', () => {
    expect(swung(bounds, 7, 0)).toBe(2);
    expect(swung(bounds, -7, 0.5)).toBe(2);
  });
});
