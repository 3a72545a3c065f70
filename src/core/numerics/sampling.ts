/** Sampling a curve for drawing: dense where it bends, exact at kinks, broken where it jumps. */

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

export interface SamplingOptions {
  /** Points where the curve or its slope jumps. */
  readonly breaks?: readonly number[];
  /** Largest deviation of a chord from the curve, in units of y. Default: 1/1000 of the sampled height. */
  readonly tolerance?: number;
  /** Upper bound on the number of points, 2000 by default. */
  readonly maximumPoints?: number;
}

/** Splits one smooth stretch until its chords are within the tolerance. Iterative, bounded in depth. */
function refine(
  f: (x: number) => number,
  first: CurvePoint,
  last: CurvePoint,
  tolerance: number,
  budget: { left: number },
): readonly CurvePoint[] {
  const done: CurvePoint[] = [first];
  const open: { readonly end: CurvePoint; readonly depth: number }[] = [{ end: last, depth: 0 }];
  let start = first;
  for (let task = open.pop(); task; task = open.pop()) {
    const { end, depth } = task;
    const middle = { x: (start.x + end.x) / 2, y: f((start.x + end.x) / 2) };
    // A second probe off the middle: an odd curve around the middle would look straight otherwise.
    const probeX = start.x + (end.x - start.x) * 0.3;
    const off = Math.max(
      Math.abs(middle.y - (start.y + end.y) / 2),
      Math.abs(f(probeX) - (start.y + (end.y - start.y) * 0.3)),
    );
    if (depth >= 12 || budget.left <= 0 || off <= tolerance) {
      done.push(end);
      start = end;
      budget.left -= 1;
    } else {
      open.push({ end, depth: depth + 1 }, { end: middle, depth: depth + 1 });
    }
  }
  return done;
}

/** The height that decides the default tolerance: extreme finite values on a coarse grid. */
function heightOf(values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return 0;
  return Math.max(...finite) - Math.min(...finite);
}

/** The last point still defined on the way from a defined point to an undefined one. */
function lastDefined(f: (x: number) => number, inside: CurvePoint, outside: number): CurvePoint {
  let best = inside;
  let bound = outside;
  for (let step = 0; step < 30; step += 1) {
    const x = (best.x + bound) / 2;
    const y = f(x);
    if (Number.isFinite(y)) best = { x, y };
    else bound = x;
  }
  return best;
}

const coarseSteps = 64;

/**
 * Polylines of f over [from, to]. Several where f jumps or is not finite.
 * @returns nothing for an empty or unbounded range
 */
export function sampleCurve(
  f: (x: number) => number,
  range: { readonly from: number; readonly to: number },
  options: SamplingOptions = {},
): readonly (readonly CurvePoint[])[] {
  const { from, to } = range;
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  const nudge = width * 1e-9;
  const breaks = [...new Set(options.breaks ?? [])]
    .filter((x) => x > from && x < to)
    .sort((a, b) => a - b)
    .filter((x, index, all) => index === 0 || x - (all[index - 1] ?? 0) > width * 1e-4);
  const grid = Array.from({ length: coarseSteps + 1 }, (_, index) => from + (width * index) / coarseSteps);
  const tolerance = options.tolerance ?? Math.max(heightOf(grid.map(f)) / 1000, Number.MIN_VALUE);
  const budget = { left: options.maximumPoints ?? 2000 };

  const lines: (readonly CurvePoint[])[] = [];
  let line: CurvePoint[] = [];
  const finish = () => {
    if (line.length > 1) lines.push(line);
    line = [];
  };
  const edges = [from, ...breaks, to];
  for (let piece = 0; piece + 1 < edges.length; piece += 1) {
    const left = edges[piece] ?? from;
    const right = edges[piece + 1] ?? to;
    const inner = [
      piece === 0 ? left : left + nudge,
      ...grid.filter((x) => x > left + nudge && x < right - nudge),
      piece + 2 === edges.length ? right : right - nudge,
    ].map((x) => ({ x, y: f(x) }));
    const joint = line.at(-1);
    const opening = inner[0];
    // Left and right limits differ: a jump, drawn as a gap.
    if (joint && opening && Math.abs(joint.y - opening.y) > tolerance) finish();
    inner.forEach((point, index) => {
      const previous = index > 0 ? inner[index - 1] : undefined;
      const follows = line.length > 0 && previous !== undefined;
      if (!Number.isFinite(point.y)) {
        if (follows)
          line.push(...refine(f, previous, lastDefined(f, previous, point.x), tolerance, budget).slice(1));
        finish();
        return;
      }
      const enters = previous !== undefined && !Number.isFinite(previous.y);
      if (enters) line.push(lastDefined(f, point, previous.x));
      const start = enters ? line[0] : follows ? previous : undefined;
      line.push(...(start ? refine(f, start, point, tolerance, budget).slice(1) : [point]));
    });
  }
  finish();
  return lines.map((points) => points.filter((point) => Number.isFinite(point.y)));
}
