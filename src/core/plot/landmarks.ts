/** What is particular about a curve: where it crosses zero, turns, and changes the side to which it bends. */
import type { Interval } from './range';

export interface Landmark {
  readonly kind: 'root' | 'minimum' | 'maximum' | 'inflexion';
  readonly x: number;
  /** f(x). */
  readonly y: number;
}

/** f, f′ and, where it is known, f″, as functions of one number; NaN where there is no value. */
interface Curve {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  readonly curvature?: ((x: number) => number) | undefined;
}

const steps = 1_000;
/** A change of sign whose sides are both smaller than this share of the largest value is rounding. */
const rounding = 1e-9;
/** More are a wave, of which no single one is particular. */
const most = 40;

/**
 * Landmarks of f on an interval, in order of x; where f stays at zero, or is level or straight, it has none. A kink at which f turns is an
 * extremum; a jump is nothing. Work: some 3,000 values of f and its derivatives.
 */
export function landmarks({ value, slope, curvature }: Curve, { from, to }: Interval): readonly Landmark[] {
  const xs = Array.from({ length: steps + 1 }, (_, index) =>
    Number((from + ((to - from) * index) / steps).toPrecision(12)),
  );
  const at = (x: number, kind: Landmark['kind']): Landmark => ({ kind, x, y: settled(value(x)) });
  const scale = largest(xs.map(value));
  const turns = crossings(xs, slope)
    .filter(({ x, width }) => isContinuous(value, x, width))
    .map(({ x, rises }) => at(x, rises ? 'minimum' : 'maximum'));
  const roots = crossings(xs, value)
    .filter(({ x, width }) => isContinuous(value, x, width))
    .map(({ x }) => at(x, 'root'));
  // A curve that touches zero turns there.
  const touches = turns.filter(({ y }) => Math.abs(y) <= rounding * scale).map(({ x }) => at(x, 'root'));
  const bends = curvature
    ? crossings(xs, curvature)
        .filter(({ x, width }) => isContinuous(slope, x, width) && isContinuous(value, x, width))
        .map(({ x }) => at(x, 'inflexion'))
    : [];
  const found = [...roots, ...touches, ...turns, ...bends].sort((a, b) => a.x - b.x);
  return found.length > most ? [] : found;
}

interface Crossing {
  readonly x: number;
  /** From negative to positive. */
  readonly rises: boolean;
  /** Distance to the neighbouring abscissa that was looked at. */
  readonly width: number;
}

/** Where a function changes its sign, at isolated places. */
function crossings(xs: readonly number[], f: (x: number) => number): readonly Crossing[] {
  const ys = xs.map(f);
  const least = rounding * largest(ys);
  const found: Crossing[] = [];
  for (let index = 1; index < xs.length; index += 1) {
    const [left = NaN, right = NaN] = [xs[index - 1], xs[index]];
    const [a = NaN, b = NaN, next = NaN] = [ys[index - 1], ys[index], ys[index + 1]];
    const width = right - left;
    if (b === 0 && a * next < 0) {
      found.push({ x: right, rises: next > 0, width });
    } else if (a * b < 0 && isSignificant(ys, index, least)) {
      found.push({ x: crossing(f, left, right), rises: b > 0, width });
    }
  }
  return found;
}

/** Whether the function leaves the noise on both sides within a few steps. */
function isSignificant(ys: readonly number[], index: number, least: number): boolean {
  const reaches = (values: readonly number[]): boolean => values.some((y) => Math.abs(y) > least);
  return reaches(ys.slice(Math.max(0, index - 5), index)) && reaches(ys.slice(index, index + 5));
}

/** Bisection down to neighbouring numbers; an end at which f is zero is the place itself. */
function crossing(f: (x: number) => number, left: number, right: number): number {
  let [low, high] = [left, right];
  const rises = f(high) > 0;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    const y = f(middle);
    if (y === 0) return settled(middle);
    if (y > 0 === rises) high = middle;
    else low = middle;
  }
  return settled((low + high) / 2);
}

/** Whether the values on both sides of a place come together as one comes closer to it. */
function isContinuous(f: (x: number) => number, x: number, width: number): boolean {
  const gap = (distance: number): number => Math.abs(f(x + distance) - f(x - distance));
  const [near, far] = [gap(width * 1e-4), gap(width)];
  return near <= 0.1 * far + 1e-9 * (1 + Math.abs(f(x)));
}

function largest(ys: readonly number[]): number {
  let size = 0;
  for (const y of ys) if (Number.isFinite(y)) size = Math.max(size, Math.abs(y));
  return size;
}

/** What is only rounding around zero reads as 0. */
function settled(x: number): number {
  return Math.abs(x) < 1e-12 ? 0 : x;
}
