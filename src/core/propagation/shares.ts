/** How the pre-activations of a layer lie on its activation's curve: on its flat parts, on its straight one, and units that are stuck. */
import { normalDistribution } from '../numerics/error-function';
import type { Curve } from './gaussian';

/** A normal pre-activation: a part of its variance belongs to the unit and is the same for every input. */
export interface PreActivation {
  readonly mean: number;
  readonly variance: number;
  readonly shared: number;
}

export interface Shares {
  /** Units that are flat for 99 of 100 inputs: next to nothing reaches their weights. */
  readonly dead: number;
  /** Values where |f′| < 0.01. */
  readonly flat: number;
  /** Values where f′ is within 5 % of its slope on the straight part. */
  readonly linear: number;
}

const FLAT = 0.01;
const ALIKE = 0.05;
const STUCK = 0.99;
/** Standard deviations to both sides that are looked at. */
const REACH = 8;
const CELLS = 640;
const UNITS = 400;

type Interval = readonly [number, number];

export function sharesOf(curve: Curve, { mean, variance, shared }: PreActivation): Shares {
  const spread = Math.sqrt(variance);
  if (!(spread > 0) || !Number.isFinite(spread)) return { dead: NaN, flat: NaN, linear: NaN };
  const [from, to] = [mean - REACH * spread, mean + REACH * spread];
  const slope = (x: number): number => Math.abs(curve.slope(x));
  const straight = straightSlope(curve);
  const flat = intervals((x) => slope(x) < FLAT, from, to, curve.breaks);
  const linear = intervals((x) => Math.abs(slope(x) - straight) <= ALIKE * straight, from, to, curve.breaks);
  const common = Math.sqrt(Math.min(variance, Math.max(0, shared)));
  const own = Math.sqrt(Math.max(0, variance - shared));
  return {
    dead: stuck(flat, mean, common, own),
    flat: within(flat, mean, spread),
    linear: within(linear, mean, spread),
  };
}

/** Far out where the curve goes on there, else where it is steepest. */
function straightSlope({ slope }: Curve): number {
  const far = Math.abs(slope(50));
  if (Number.isFinite(far) && far >= FLAT) return far;
  let most = 0;
  for (let step = -1000; step <= 1000; step += 1) most = Math.max(most, Math.abs(slope(step / 100)) || 0);
  return most;
}

function within(parts: readonly Interval[], mean: number, spread: number): number {
  if (spread === 0) return parts.some(([from, to]) => mean >= from && mean <= to) ? 1 : 0;
  return parts.reduce(
    (sum, [from, to]) =>
      sum + normalDistribution((to - mean) / spread) - normalDistribution((from - mean) / spread),
    0,
  );
}

/** The share of units, whose means are normal with the spread `common`, that lie inside for nearly all inputs. */
function stuck(parts: readonly Interval[], mean: number, common: number, own: number): number {
  if (parts.length === 0) return 0;
  // Beyond what is looked at the curve goes on as it does at the edge.
  const [first, last] = [parts[0], parts.at(-1)];
  const open = parts.map(([from, to]): Interval => [
    first?.[0] === from && from <= mean - REACH * Math.hypot(common, own) + 1e-9 ? -Infinity : from,
    last?.[1] === to && to >= mean + REACH * Math.hypot(common, own) - 1e-9 ? Infinity : to,
  ]);
  const isStuck = (z: number): boolean => within(open, mean + common * z, own) >= STUCK;
  if (common === 0) return isStuck(0) ? 1 : 0;
  return within(intervals(isStuck, -6, 6, [], UNITS), 0, 1);
}

/** Where a test holds: cells of a grid, their ends found by bisection. */
function intervals(
  test: (x: number) => boolean,
  from: number,
  to: number,
  breaks: readonly number[],
  cells = CELLS,
): readonly Interval[] {
  const edges = [
    ...Array.from({ length: cells + 1 }, (_, index) => from + ((to - from) * index) / cells),
    ...breaks.filter((x) => x > from && x < to),
  ].sort((one, other) => one - other);
  const inside = (left: number, right: number): boolean => test((left + right) / 2);
  const found: [number, number][] = [];
  for (let index = 1; index < edges.length; index += 1) {
    const [left, right] = [edges[index - 1] ?? from, edges[index] ?? to];
    if (!inside(left, right)) continue;
    const open = found.at(-1);
    if (open?.[1] === left) open[1] = right;
    else found.push([left, right]);
  }
  const width = (to - from) / cells;
  const moved = (edge: number, outward: number): number => {
    if (edge <= from || edge >= to || breaks.includes(edge)) return edge;
    // The middle of the last cell is inside, that of the next one is not.
    let [inner, outer] = [edge - (outward * width) / 2, edge + (outward * width) / 2];
    for (let step = 0; step < 30; step += 1) {
      const middle = (inner + outer) / 2;
      if (test(middle)) inner = middle;
      else outer = middle;
    }
    return (inner + outer) / 2;
  };
  return found.map(([left, right]): Interval => [moved(left, -1), moved(right, 1)]);
}
