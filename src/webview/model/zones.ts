/** Where the gradient vanishes: |f′| below a threshold. */
import type { Range } from './range';

/** Below this |f′| a unit hardly learns: a hundred such factors and nothing is left. */
const vanishingThreshold = 0.01;

/**
 * The intervals of sampled abscissae on which |f′| < threshold, ends moved to the crossing by bisection.
 * Undefined slopes (at jumps) end no interval. O(samples).
 */
export function vanishingZones(
  xs: readonly number[],
  slopes: readonly number[],
  slopeAt: ((x: number) => number) | undefined,
  threshold = vanishingThreshold,
): readonly Range[] {
  const zones: Range[] = [];
  let start: number | undefined;
  let before: number | undefined;
  for (const [index, x] of xs.entries()) {
    const slope = slopes[index] ?? NaN;
    if (Number.isNaN(slope)) continue;
    const small = Math.abs(slope) < threshold;
    if (small && start === undefined) {
      start = before === undefined ? x : crossing(before, x, slopeAt, threshold, x);
    } else if (!small && start !== undefined && before !== undefined) {
      const end = crossing(before, x, slopeAt, threshold, before);
      if (end > start) zones.push({ min: start, max: end });
      start = undefined;
    }
    before = x;
  }
  if (start !== undefined && before !== undefined && before > start) zones.push({ min: start, max: before });
  return zones;
}

function crossing(
  left: number,
  right: number,
  slopeAt: ((x: number) => number) | undefined,
  threshold: number,
  otherwise: number,
): number {
  if (!slopeAt) return otherwise;
  let [low, high] = [left, right];
  const lowIsSmall = Math.abs(slopeAt(low)) < threshold;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (Math.abs(slopeAt(middle)) < threshold === lowIsSmall) low = middle;
    else high = middle;
  }
  return lowIsSmall ? low : high;
}
