/** Where a curve crosses zero and where it turns: what one looks for in a plot first. */

export interface TurningPoint {
  readonly x: number;
  readonly y: number;
  readonly kind: 'minimum' | 'maximum';
}

export interface SpecialPoints {
  /** Isolated zeros of f, rising. A stretch on which f is zero has none. */
  readonly zeros: readonly number[];
  /** Points where f′ changes its sign, rising: corners count, ends of level stretches do not. */
  readonly extremes: readonly TurningPoint[];
}

interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where f or f′ may jump. */
  readonly breaks: readonly number[];
}

const steps = 240;
const halvings = 60;
/** Of one kind; a curve that turns more often is a wave, and single points say nothing of it. */
const most = 64;

/** Points of a curve within [from, to]; nothing for an empty or unbounded range. Values that are not finite are left out. */
export function specialPoints(
  curve: Curve,
  { from, to }: { readonly from: number; readonly to: number },
): SpecialPoints {
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return { zeros: [], extremes: [] };
  const even = Array.from({ length: steps + 1 }, (_, index) => from + (width * index) / steps);
  const nudge = width * 1e-7;
  const beside = curve.breaks
    .filter((x) => x > from && x < to)
    .slice(0, most)
    .flatMap((x) => [x - nudge, x, x + nudge]);
  const grid = [...new Set([...even, ...beside])].sort((one, other) => one - other);
  const height = Math.max(...grid.map((x) => Math.abs(curve.value(x))).filter(Number.isFinite), 0);
  const zeros = crossings(curve.value, grid)
    // A jump through zero has no zero.
    .filter((x) => Math.abs(curve.value(x)) <= 1e-6 * height);
  const turns = crossings(curve.slope, grid).flatMap((x) => turningPoint(curve, x, width));
  return { zeros: apart(zeros, width), extremes: apart(turns, width) };
}

/** Where a function changes its sign, or touches zero at one point of the grid. */
function crossings(f: (x: number) => number, grid: readonly number[]): number[] {
  const values = grid.map(f);
  const found: number[] = [];
  for (let index = 0; index + 1 < grid.length && found.length < most; index += 1) {
    const [x, next, after] = [grid[index], grid[index + 1], values[index + 2]];
    const [y, yNext] = [values[index], values[index + 1]];
    if (x === undefined || next === undefined || y === undefined || yNext === undefined) continue;
    if (y * yNext < 0) found.push(bisect(f, x, next, Math.sign(y)));
    else if (yNext === 0 && y !== 0 && after !== undefined && after !== 0 && Number.isFinite(y * after))
      found.push(next);
  }
  return found;
}

function bisect(f: (x: number) => number, from: number, to: number, sign: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < halvings; step += 1) {
    const middle = (low + high) / 2;
    const y = f(middle);
    if (y === 0) return middle;
    if (Math.sign(y) === sign) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function turningPoint({ value, slope }: Curve, x: number, width: number): TurningPoint[] {
  const step = width / steps / 4;
  const [before, after] = [slope(x - step), slope(x + step)];
  const y = value(x);
  // An inflexion with a level tangent is no turn, and neither is a pole.
  if (!(before * after < 0) || !Number.isFinite(y)) return [];
  const kind = before < 0 ? 'minimum' : 'maximum';
  const lies = kind === 'minimum' ? 1 : -1;
  const near = [value(x - step), value(x + step)];
  const isPole = near.some((beside) => Math.abs(y) > 1e6 * (1 + Math.abs(beside)));
  const stands = !isPole && near.every((beside) => lies * (beside - y) >= 0);
  return stands ? [{ x, y, kind }] : [];
}

/** Without points that one cannot tell from the one before. */
function apart<Point extends number | TurningPoint>(points: readonly Point[], width: number): Point[] {
  const at = (point: number | TurningPoint): number => (typeof point === 'number' ? point : point.x);
  return points.filter((point, index) => {
    const before = points[index - 1];
    return before === undefined || at(point) - at(before) > width * 1e-5;
  });
}
