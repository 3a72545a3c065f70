/** Intervals of an axis, and the pure arithmetic of zooming and panning them. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** No axis is narrower than this fraction of its distance from zero, or wider than float64 plots well. */
const narrowest = 1e-9;
const widest = 4e4;

export function span(range: Range): number {
  return range.max - range.min;
}

/** Whether both ends are finite, in order, and neither too close nor too far apart to draw. */
export function isDrawable(range: Range): boolean {
  const width = span(range);
  const size = Math.max(Math.abs(range.min), Math.abs(range.max), 1e-6);
  return Number.isFinite(width) && width > narrowest * size && width <= widest;
}

/** Zooms by a factor (below 1 is closer) around a fixed point; the range itself when the result could not be drawn. */
export function zoomed(range: Range, factor: number, around: number): Range {
  const next = {
    min: around + (range.min - around) * factor,
    max: around + (range.max - around) * factor,
  };
  return isDrawable(next) ? next : range;
}

/** Shifts by a fraction of the width. */
export function panned(range: Range, fraction: number): Range {
  const shift = span(range) * fraction;
  return { min: range.min + shift, max: range.max + shift };
}

/**
 * The y range that holds these values, those next to each other on a curve. Curves that shoot off are cut at the width of the x range,
 * unless that would hide more than half of them; a level that a curve stays at is not.
 */
export function fittingRange(values: readonly number[], x: Range): Range {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { min: -1, max: 1 };
  const limit = span(x);
  const within = finite.filter((value, index) => Math.abs(value) <= limit || value === finite[index - 1]);
  const used = within.length * 2 > finite.length ? within : finite;
  let min = Math.min(0, ...minimumAndMaximum(used));
  let max = Math.max(0, ...minimumAndMaximum(used));
  if (min === max) [min, max] = [min - 1, max + 1];
  const margin = (max - min) * 0.07;
  return { min: min - margin, max: max + margin };
}

function minimumAndMaximum(values: readonly number[]): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}
