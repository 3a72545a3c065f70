/** Range and growth of any curve, read off its values: what holds for these parameters, not for those of the catalogue. */
import type { Activation } from './activation';

export interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where a branch changes. */
  readonly breaks: readonly number[];
}

export interface CurveRange {
  readonly low: number;
  readonly high: number;
  /** Whether the bound itself is a value. */
  readonly includesLow: boolean;
  readonly includesHigh: boolean;
}

export interface CurveShape {
  /** Undefined where there are jumps, gaps or inputs without a value, and where growth far out cannot be told. */
  readonly range: CurveRange | undefined;
  /** The few values of a curve that is flat between its jumps, in order: 0 and 1 of a step. */
  readonly levels: readonly number[] | undefined;
  readonly monotonic: Activation['monotonic'] | 'strictly-decreasing';
}

/** A staircase with more steps than anybody reads has none. */
const MOST_LEVELS = 8;

const near = 12;
const steps = 480;
/** Points behind `near` on both sides, where a slow curve turns: a SiLU with β = 0.1 at −12.8. */
const outside: readonly number[] = Array.from({ length: 58 }, (_, index) => near * 1.05 ** (index + 1));
/** What counts there: less is rounding in the tails. */
const notable = 1e-9;
/** Far out, where limits show; odd factors, so that waves are not met at one phase. */
const far = [30, 97, 310, 1e3, 3.3e3, 1e4, 3.1e4, 1e5];

export function shapeOfCurve({ value, slope, breaks }: Curve): CurveShape {
  const grid = Array.from({ length: steps + 1 }, (_, index) => -near + (2 * near * index) / steps);
  const inside = [...grid, ...breaks.filter((x) => Math.abs(x) <= near).flatMap(aroundOf)].sort(
    (a, b) => a - b,
  );
  return {
    range: rangeOf(value, slope, breaks, inside),
    levels: levelsOf(value, slope, inside),
    monotonic: growthOf(value, slope, inside),
  };
}

/** A jump shows on both sides of it. */
const aroundOf = (x: number): readonly number[] => {
  const d = 1e-5 * Math.max(1, Math.abs(x));
  return [x - d, x, x + d];
};

/** Whether a curve rises or falls behind what is looked at closely. */
function growthOutside(value: Curve['value']): { readonly rises: boolean; readonly falls: boolean } {
  const values = pointsOutside.map(
    ([sign, x]) => [value(sign * x), value(sign * previous(x)), sign] as const,
  );
  const steps = values.map(([to, from, sign]) =>
    Math.abs(to - from) > notable * Math.max(1, Math.abs(to)) ? sign * (to - from) : 0,
  );
  return { rises: steps.some((step) => step > 0), falls: steps.some((step) => step < 0) };
}

const pointsOutside = outside.flatMap((x) => [[1, x] as const, [-1, x] as const]);
const previous = (x: number): number => x / 1.05;

function levelsOf(
  value: Curve['value'],
  slope: Curve['slope'],
  inside: readonly number[],
): readonly number[] | undefined {
  const between = inside.slice(1).map((x, index) => ((inside[index] ?? x) + x) / 2);
  if (!between.every((x) => slope(x) === 0)) return undefined;
  const levels = new Set([...inside, ...between, ...far, ...far.map((x) => -x)].map((x) => value(x) || 0));
  const isReadable = levels.size > 1 && levels.size <= MOST_LEVELS;
  return isReadable && [...levels].every(Number.isFinite) ? [...levels].sort((a, b) => a - b) : undefined;
}

function growthOf(
  value: Curve['value'],
  slope: Curve['slope'],
  inside: readonly number[],
): CurveShape['monotonic'] {
  const values = inside.map(value);
  if (!values.every(Number.isFinite)) return 'none';
  let rests = false;
  let { rises, falls } = growthOutside(value);
  for (let index = 1; index < values.length; index += 1) {
    const [before, after] = [values[index - 1] ?? 0, values[index] ?? 0];
    const [left, right] = [inside[index - 1] ?? 0, inside[index] ?? 0];
    // Differences of rounding say nothing.
    const step =
      Math.abs(after - before) <= 4e-16 * Math.max(Math.abs(after), Math.abs(before)) ? 0 : after - before;
    if (step > 0) rises = true;
    else if (step < 0) falls = true;
    else if (left < right && slope((left + right) / 2) === 0) rests = true;
  }
  if (rises === falls) return 'none';
  if (rises) return rests ? 'increasing' : 'strictly-increasing';
  return rests ? 'decreasing' : 'strictly-decreasing';
}

/** What f tends to: a number, ±Infinity, or undefined where neither shows. */
function limitOf(value: Curve['value'], sign: 1 | -1): number | undefined {
  const values = far.map((x) => value(sign * x));
  const last = values.at(-1) ?? Number.NaN;
  const before = values.at(-3) ?? Number.NaN;
  if (values.some(Number.isNaN)) return undefined;
  if (!Number.isFinite(last)) return last;
  if (Math.abs(last - before) <= 1e-9 * Math.max(1, Math.abs(last))) return last;
  const steady = values.every((y, index) => index === 0 || Math.abs(y) >= Math.abs(values[index - 1] ?? 0));
  const sameSign = values.slice(2).every((y) => Math.sign(y) === Math.sign(last));
  // At least as the logarithm grows.
  if (steady && sameSign && Math.abs(last) > 1.3 * Math.abs(values.at(-5) ?? last))
    return Math.sign(last) * Infinity;
  // 1/x and its kin tend to what they come near to.
  const rest = values.map((y) => Math.abs(y - last));
  return rest.every((one, index) => index === 0 || one <= (rest[index - 1] ?? 0)) && (rest.at(-2) ?? 1) < 1e-4
    ? tidy(last, 1e-4)
    : undefined;
}

const tidy = (x: number, within: number) => (Math.abs(x - Math.round(x)) <= within ? Math.round(x) : x);

function rangeOf(
  value: Curve['value'],
  slope: Curve['slope'],
  breaks: readonly number[],
  inside: readonly number[],
): CurveRange | undefined {
  const jumps = breaks.some((x) => {
    const d = 1e-9 * Math.max(1, Math.abs(x));
    const [left, right] = [value(x - d), value(x + d)];
    return !(Math.abs(left - right) <= 1e-6 * Math.max(1, Math.abs(left)));
  });
  const values = inside.map(value);
  const [left, right] = [limitOf(value, -1), limitOf(value, 1)];
  if (jumps || !values.every(Number.isFinite) || left === undefined || right === undefined) return undefined;
  const low = boundOf((x) => value(x), slope, inside, breaks, Math.min(left, right));
  const high = boundOf((x) => -value(x), slope, inside, breaks, Math.min(-left, -right));
  return { low: low.bound, high: -high.bound || 0, includesLow: low.isReached, includesHigh: high.isReached };
}

/** The least value of f, or what it only tends to. */
function boundOf(
  f: (x: number) => number,
  slope: Curve['slope'],
  inside: readonly number[],
  breaks: readonly number[],
  limit: number,
): { readonly bound: number; readonly isReached: boolean } {
  if (limit === -Infinity) return { bound: limit, isReached: false };
  let best = 0;
  const values = inside.map(f);
  values.forEach((y, index) => {
    if (y < (values[best] ?? 0)) best = index;
  });
  const closely = refined(f, inside[best - 1] ?? -near, inside[best + 1] ?? near, inside[best] ?? 0);
  const lowest = Math.min(closely, lowerOutside(f, closely - notable * Math.max(1, Math.abs(closely))));
  const within = limit === Infinity ? 0 : 1e-12 * Math.max(1, Math.abs(limit));
  if (lowest < limit - within) return { bound: lowest, isReached: true };
  // At the limit itself it is only where the curve is flat there: elsewhere rounding made it so.
  const isFlat =
    breaks.length > 0 &&
    inside.some((x, index) => Math.abs((values[index] ?? 0) - limit) <= within && slope(x) === 0);
  return { bound: tidyLimit(limit), isReached: isFlat || lowest < limit };
}

/** The least value behind what is looked at closely, where it is below a bound; Infinity elsewhere. */
function lowerOutside(f: (x: number) => number, bound: number): number {
  let best: number | undefined;
  let least = bound;
  for (const [sign, size] of pointsOutside) {
    const y = f(sign * size);
    if (y < least) [best, least] = [sign * size, y];
  }
  return best === undefined ? Infinity : refined(f, best / 1.05, best * 1.05, best);
}

const tidyLimit = (x: number) => (Math.abs(x) < 1e-12 ? 0 : tidy(x, 1e-9));

/** The least value between two points, by thirds. */
function refined(f: (x: number) => number, from: number, to: number, start: number): number {
  let [a, b] = [from, to];
  for (let step = 0; step < 90; step += 1) {
    const [p, q] = [a + (b - a) / 3, b - (b - a) / 3];
    if (f(p) <= f(q)) b = q;
    else a = p;
  }
  return Math.min(f((a + b) / 2), f(start));
}

/** `[0, ∞)`. @param format words of a number */
export function rangeInBrackets(range: CurveRange, format: (x: number) => string): string {
  const word = (x: number) => (Number.isFinite(x) ? format(x) : x < 0 ? '−∞' : '∞');
  if (range.low === range.high) return `{${word(range.low)}}`;
  return `${range.includesLow ? '[' : '('}${word(range.low)}, ${word(range.high)}${range.includesHigh ? ']' : ')'}`;
}
