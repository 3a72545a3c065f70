/** What part of the plane a plot shows when nobody says. */

export interface Interval {
  readonly from: number;
  readonly to: number;
}

interface Extent {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly breaks: readonly number[];
}

/** −5 … 5, widened so that every kink within ±25 stands clear of the edge; the defined half where f is defined on one side only. */
export function defaultRange(curve: Extent): Interval {
  const near = curve.breaks.filter((x) => Math.abs(x) <= 25);
  const from = Math.min(-5, ...near.map((x) => x - 3));
  const to = Math.max(5, ...near.map((x) => x + 3));
  if (Number.isNaN(curve.value(from / 2)) && !Number.isNaN(curve.value(to / 2))) return { from: -to / 5, to };
  return { from, to };
}

const steps = 200;

/**
 * The y-interval that holds f and f′ over the range, 0 always included. What grows much faster than x (an exponential, a
 * square) is cut, so that the part around the origin stays readable; a level that f stays at is not.
 */
export function visibleHeight(curve: Extent, range: Interval): Interval {
  const cut = 1.25 * Math.max(Math.abs(range.from), Math.abs(range.to));
  let low = 0;
  let high = 0;
  let before = NaN;
  for (let index = 0; index <= steps; index += 1) {
    const x = range.from + ((range.to - range.from) * index) / steps;
    const level = curve.value(x);
    if (level === before && Number.isFinite(level))
      [low, high] = [Math.min(low, level), Math.max(high, level)];
    before = level;
    for (const y of [level, curve.slope(x)]) {
      if (Number.isNaN(y)) continue;
      low = Math.min(low, Math.max(y, -cut));
      high = Math.max(high, Math.min(y, cut));
    }
  }
  if (low === high) return { from: -1, to: 1 };
  const margin = 0.06 * (high - low);
  return { from: low - margin, to: high + margin };
}
