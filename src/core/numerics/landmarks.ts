/** What is particular about a curve: where it crosses zero, turns, and changes the side to which it bends. */
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
  /** Where f or f′ may jump, so that a corner between two steps is not passed over. */
  readonly breaks?: readonly number[] | undefined;
}

const usualSteps = 1_000;
/** Breaks that are looked at; more are no corners but a staircase. */
const mostBreaks = 64;
/** A change of sign whose sides are both smaller than this share of the largest value is rounding. */
const rounding = 1e-9;
/** More are a wave, of which no single one is particular. */
const most = 40;

/**
 * Landmarks of f on an interval, in order of x; where f stays at zero, or is level or straight, it has none. A kink at which f turns is an
 * extremum; a jump is nothing, and neither is a pole. Nothing for an empty or unbounded interval.
 * @param steps abscissae that are looked at: as many values of f and each of its derivatives
 */
export function landmarks(
  { value, slope, curvature, breaks = [] }: Curve,
  { from, to }: { readonly from: number; readonly to: number },
  steps = usualSteps,
): readonly Landmark[] {
  const width = to - from;
  if (!(width > 0) || !Number.isFinite(width)) return [];
  const step = width / steps;
  const xs = abscissae(from, width, steps, breaks);
  const at = (x: number, kind: Landmark['kind']): Landmark => ({ kind, x, y: settled(value(x)) });
  const scale = largest(xs.map(value));
  const turns = crossings(xs, slope, step)
    .filter(
      ({ x, width: beside }) =>
        isContinuous(value, x, beside) && isTurn(slope, x, step) && !isPole(value, x, step),
    )
    .map(({ x, rises }) => at(x, rises ? 'minimum' : 'maximum'));
  const roots = crossings(xs, value, step)
    .filter(({ x, width: beside }) => isContinuous(value, x, beside) && Math.abs(value(x)) <= 1e-6 * scale)
    .map(({ x }) => at(x, 'root'));
  // A curve that touches zero turns there.
  const touches = turns.filter(({ y }) => Math.abs(y) <= rounding * scale).map(({ x }) => at(x, 'root'));
  const bends = curvature
    ? crossings(xs, curvature, step)
        .filter(({ x, width: beside }) => isContinuous(slope, x, beside) && isContinuous(value, x, beside))
        .map(({ x }) => at(x, 'inflexion'))
    : [];
  const found = [...roots, ...touches, ...turns, ...bends].sort((a, b) => a.x - b.x);
  return found.length > most ? [] : found;
}

function abscissae(from: number, width: number, steps: number, breaks: readonly number[]): readonly number[] {
  const even = Array.from({ length: steps + 1 }, (_, index) =>
    Number((from + (width * index) / steps).toPrecision(12)),
  );
  const inside = breaks.filter((x) => x > from && x < from + width).slice(0, mostBreaks);
  if (inside.length === 0) return even;
  const nudge = width * 1e-7;
  const all = new Set([...even, ...inside.flatMap((x) => [x - nudge, x, x + nudge])]);
  return [...all].sort((one, other) => one - other);
}

/** Whether the slope has changed its sign a little further away, too: beside a corner it may do so for a moment. */
function isTurn(slope: (x: number) => number, x: number, step: number): boolean {
  return slope(x - step / 4) * slope(x + step / 4) < 0;
}

/** Where the value leaves everything beside it behind. */
function isPole(f: (x: number) => number, x: number, step: number): boolean {
  const y = Math.abs(f(x));
  return [x - step / 4, x + step / 4].some((beside) => y > 1e6 * (1 + Math.abs(f(beside))));
}

interface Crossing {
  readonly x: number;
  /** From negative to positive. */
  readonly rises: boolean;
  /** Distance to the neighbouring abscissa that was looked at; one step where that is less. */
  readonly width: number;
}

/** Where a function changes its sign, at isolated places. */
function crossings(xs: readonly number[], f: (x: number) => number, step: number): readonly Crossing[] {
  const ys = xs.map(f);
  const least = rounding * largest(ys);
  const found: Crossing[] = [];
  for (let index = 1; index < xs.length; index += 1) {
    const [left = NaN, right = NaN] = [xs[index - 1], xs[index]];
    const [a = NaN, b = NaN, next = NaN] = [ys[index - 1], ys[index], ys[index + 1]];
    // Beside a break the grid is much finer than what one sees.
    const width = Math.max(right - left, step);
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
