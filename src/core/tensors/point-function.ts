/** A function applied to each element of a normal tensor: what it does to one value and to a pair of values. */
import { BoundedCache } from '../bounded-cache';
import { activationById, evaluate } from '../activations/catalogue';
import type { ActivationParameters } from '../activations/activation';
import { differenceIn, hermiteSquares, slopeIn } from '../numerics/hermite';
import { gaussLegendre, gaussianExpectations } from '../numerics/quadrature';

export interface PointFunction {
  readonly value: (x: number) => number;
  readonly slope: (x: number) => number;
  /** Where the function or a derivative jumps. */
  readonly breaks: readonly number[];
  /** The same key is the same function. */
  readonly key: string;
  /** `a·x` below 0 and `b·x` above, where it is that: then all moments have a closed form. */
  readonly hinge: { readonly below: number; readonly above: number } | undefined;
  readonly increasing: boolean;
  /** It is e^x, whose moments have a closed form and whose squares lie where no quadrature looks. */
  readonly exponential?: boolean;
  /** How many functions it is made of; 1 where it is not said. */
  readonly parts?: number;
}

/** Of so many functions on top of each other the distribution is taken for a normal one again: each costs time with every further step. */
const MOST_PARTS = 40;

export const isLong = ({ parts = 1 }: PointFunction): boolean => parts > MOST_PARTS;

const partsOf = (one: PointFunction, other: PointFunction): number => (one.parts ?? 1) + (other.parts ?? 1);

export interface PointMoments {
  readonly mean: number;
  readonly square: number;
  readonly slopeSquare: number;
  readonly slopeMean: number;
}

export const identity: PointFunction = {
  value: (x) => x,
  slope: () => 1,
  breaks: [],
  key: 'x',
  hinge: { below: 1, above: 1 },
  increasing: true,
};

/** An elementwise activation of the catalogue; undefined for a vector's. */
export function activationFunction(id: string, parameters: ActivationParameters): PointFunction | undefined {
  if (id === 'linear') return identity;
  const activation = activationById(id);
  if (activation?.elementwise !== true) return undefined;
  const curve = evaluate(activation, parameters);
  return {
    value: curve.value,
    slope: curve.slope,
    breaks: curve.breaks,
    key: `${id}(${JSON.stringify(parameters)})`,
    hinge: hingeOf(id, curve.slope),
    exponential: id === 'exponential',
    increasing: activation.monotonic === 'increasing' || activation.monotonic === 'strictly-increasing',
  };
}

const hinges = new Set(['relu', 'leaky_relu', 'prelu', 'rrelu']);

function hingeOf(id: string, slope: (x: number) => number): PointFunction['hinge'] {
  return hinges.has(id) ? { below: slope(-1), above: slope(1) } : undefined;
}

/** `outer(inner(x))`, where the inner one's breaks are known exactly and the outer one's are searched for. */
export function composed(outer: PointFunction, inner: PointFunction): PointFunction {
  const hinge =
    outer.hinge !== undefined && inner.hinge !== undefined && inner.hinge.above >= 0 && inner.hinge.below >= 0
      ? {
          below: outer.hinge.below * inner.hinge.below,
          above: outer.hinge.above * inner.hinge.above,
        }
      : undefined;
  return {
    value: onceAPoint((x) => outer.value(inner.value(x))),
    slope: onceAPoint((x) => outer.slope(inner.value(x)) * inner.slope(x)),
    breaks: distinctBreaks([...inner.breaks, ...outer.breaks.flatMap((level) => crossings(inner, level))]),
    key: shortened(`${outer.key}∘${inner.key}`),
    hinge,
    increasing: outer.increasing && inner.increasing,
    parts: partsOf(outer, inner),
  };
}

const grid = Array.from({ length: 241 }, (_, index) => index / 10 - 12);
const signs = new BoundedCache<boolean>(500);

/** Whether no value is below 0, as far as twelve deviations. */
export function isNonNegative({ key, value }: PointFunction): boolean {
  return (
    signs.get(key) ??
    signs.keep(
      key,
      grid.every((x) => value(x) >= 0),
    )
  );
}

/** Where a function takes a value, between −12 and 12. */
function crossings({ value, key }: PointFunction, level: number): readonly number[] {
  if (key === 'x') return [level];
  const found: number[] = [];
  for (let cell = -96; cell < 96; cell += 1) {
    let [left, right] = [cell / 8, (cell + 1) / 8];
    const below = value(left) < level;
    if (below === value(right) < level) continue;
    for (let step = 0; step < 50; step += 1) {
      const middle = (left + right) / 2;
      if (value(middle) < level === below) left = middle;
      else right = middle;
    }
    found.push((left + right) / 2);
  }
  return found;
}

export function affine(factor: number, shift: number): PointFunction {
  return {
    value: (x) => factor * x + shift,
    slope: () => factor,
    breaks: [],
    key: `${factor}x+${shift}`,
    hinge: shift === 0 ? { below: factor, above: factor } : undefined,
    increasing: factor >= 0,
  };
}

/**
 * Both sides of a sum may be made of the same function, and so on within it: asked once a point, each part costs as much as it is long,
 * where it would double with every sum.
 */
function onceAPoint(f: (x: number) => number): (x: number) => number {
  let [last, value] = [NaN, NaN];
  return (x) => {
    if (x !== last) [value, last] = [f(x), x];
    return value;
  };
}

/** Further jumps are smoothed over. */
const MOST_BREAKS = 64;

function distinctBreaks(breaks: readonly number[]): readonly number[] {
  return breaks.length < 2 ? breaks : [...new Set(breaks)].slice(0, MOST_BREAKS);
}

const LONGEST_KEY = 200;
const shortKeys = new BoundedCache<string>(4_000);
let keys = 0;

/** Keys are made of keys: a long one gets a number, or they would double, too. */
function shortened(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  keys += 1;
  return shortKeys.get(key) ?? shortKeys.keep(key, `#${keys}`);
}

/** The product or the sum of two functions of the same value. */
export function combined(how: 'sum' | 'product', one: PointFunction, other: PointFunction): PointFunction {
  return {
    value: onceAPoint(
      how === 'sum' ? (x) => one.value(x) + other.value(x) : (x) => one.value(x) * other.value(x),
    ),
    slope: onceAPoint(
      how === 'sum'
        ? (x) => one.slope(x) + other.slope(x)
        : (x) => one.slope(x) * other.value(x) + one.value(x) * other.slope(x),
    ),
    breaks: distinctBreaks([...one.breaks, ...other.breaks]),
    key: shortened(`(${one.key})${how === 'sum' ? '+' : '·'}(${other.key})`),
    hinge: undefined,
    increasing: false,
    parts: partsOf(one, other),
  };
}

const remembered = new BoundedCache<PointMoments>(2_000);

/** For x ~ N(mean, variance). */
export function pointMoments(f: PointFunction, mean: number, variance: number): PointMoments {
  if (f.key === 'x') return { mean, square: variance + mean ** 2, slopeSquare: 1, slopeMean: 1 };
  if (f.hinge !== undefined && mean === 0) {
    const { below, above } = f.hinge;
    return {
      mean: ((above - below) * Math.sqrt(variance)) / Math.sqrt(2 * Math.PI),
      square: ((above ** 2 + below ** 2) * variance) / 2,
      slopeSquare: (above ** 2 + below ** 2) / 2,
      slopeMean: (above + below) / 2,
    };
  }
  if (f.exponential === true) {
    const [first, square] = [Math.exp(mean + variance / 2), Math.exp(2 * (mean + variance))];
    return { mean: first, square, slopeSquare: square, slopeMean: first };
  }
  const key = `${f.key} ${mean} ${variance}`;
  const before = remembered.get(key);
  if (before !== undefined) return before;
  const [first = NaN, square = NaN, slopeSquare = NaN, slopeMean = NaN] = gaussianExpectations(
    [
      (x) => f.value(x + mean),
      (x) => f.value(x + mean) ** 2,
      (x) => f.slope(x + mean) ** 2,
      (x) => f.slope(x + mean),
    ],
    Math.max(0, variance),
    f.breaks.map((x) => x - mean),
    -mean,
  );
  return remembered.keep(key, { mean: first, square, slopeSquare, slopeMean });
}

const differences = new BoundedCache<number>(4_000);
const coarse = gaussLegendre(10);
const fine = gaussLegendre(24);

/**
 * Half the mean square of f(u) − f(v), for u and v each N(mean, variance) whose own difference is 2·difference in the mean square: what is
 * left, behind f, of a part that two inputs or two places do not share. E f(u)f(v) is E f² less this, without cancellation.
 * @param difference variance − covariance, from 0 to 2·variance
 * @param precise to 1e-10 rather than 1e-6
 */
export function pointDifference(
  f: PointFunction,
  mean: number,
  variance: number,
  difference: number,
  precise = false,
): number {
  if (!(difference > 0) || f.key === 'x') return difference > 0 ? difference : 0;
  if (f.hinge !== undefined && mean === 0 && difference <= 2 * variance * (1 + 1e-12))
    return hingeDifference(f.hinge, variance, difference);
  if (f.exponential === true) return -Math.exp(2 * (mean + variance)) * Math.expm1(-difference);
  const key = `${f.key} ${mean} ${variance} ${difference} ${precise}`;
  return (
    differences.get(key) ??
    differences.keep(
      key,
      (precise ? undefined : fromSeries(f, mean, variance, difference)) ??
        integrated(f, mean, variance, difference, precise),
    )
  );
}

const series = new BoundedCache<Float64Array | undefined>(1_000);

/** For a function whose series is all of it to 1e-7; undefined for others, and for a pair that is opposed. */
function fromSeries(
  f: PointFunction,
  mean: number,
  variance: number,
  difference: number,
): number | undefined {
  if (f.breaks.length > 0 || difference > variance) return undefined;
  const key = `${f.key} ${mean} ${variance}`;
  const squares = series.has(key) ? series.get(key) : series.keep(key, wholeSeries(f, mean, variance));
  return squares && differenceIn(squares, difference / variance);
}

function wholeSeries(f: PointFunction, mean: number, variance: number): Float64Array | undefined {
  const squares = hermiteSquares(f.value, mean, Math.sqrt(variance));
  const { mean: first, square, slopeSquare } = pointMoments(f, mean, variance);
  const rest = variance * slopeSquare - slopeIn(squares);
  // What is left out of the series is at most this, in proportion to the difference, however alike the pair is.
  return Math.abs(rest) <= 1e-7 * (square - first ** 2) ? squares : undefined;
}

/** With the angle θ between u and v: for ReLU the arc-cosine kernel of Cho and Saul (2009). */
function hingeDifference(
  { below, above }: { readonly below: number; readonly above: number },
  variance: number,
  difference: number,
): number {
  if (below === above) return below ** 2 * difference;
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(difference / (2 * variance))));
  const rest = Math.PI - angle;
  const bent = angle < 0.05 ? angle ** 3 / 6 - angle ** 5 / 120 : angle - Math.sin(angle);
  const flat = 2 * Math.sin(angle / 2) ** 2;
  const relu = (variance / (2 * Math.PI)) * (rest * flat + bent);
  const jump = above - below;
  return below ** 2 * difference + below * jump * difference + jump ** 2 * relu;
}

const MOST_BREAKS_PAIRED = 8;
const COARSE_EDGES = [0, 1.5, 3.5, 8.5];
const FINE_EDGES = [0, 0.4, 0.9, 1.5, 2.4, 3.5, 5, 6.5, 8.5, 12];

function integrated(
  f: PointFunction,
  mean: number,
  variance: number,
  difference: number,
  precise: boolean,
): number {
  const spread = Math.sqrt(difference / 2);
  const middle = Math.sqrt(Math.max(0, variance - difference / 2));
  const rule = precise ? fine : coarse;
  const fixed = precise ? FINE_EDGES : COARSE_EDGES;
  const inner = (center: number): number => {
    const near = f.breaks.flatMap((x) => {
      const w = Math.abs(x - center) / spread;
      return w < 8.5 ? [w] : [];
    });
    const edges = near.length === 0 ? fixed : [...fixed, ...near].sort((a, b) => a - b);
    return integral(rule, edges, (w) => {
      const jump = f.value(center + spread * w) - f.value(center - spread * w);
      return Math.exp((-w * w) / 2) * jump * jump;
    });
  };
  const norm = 1 / Math.sqrt(2 * Math.PI);
  // Half the mean square, over both signs of w.
  if (middle < 1e-12 * spread) return norm * inner(mean);
  const reach = precise ? 10 : 7.5;
  const edges = new Set([0]);
  for (const edge of precise ? [0.15, 0.4, 0.8, 1.4, 2.2, 3.2, 4.5, 6, 8] : [0.4, 1.1, 2.2, 4])
    for (const side of [edge, -edge]) edges.add(side);
  edges.add(reach).add(-reach);
  const add = (x: number): void => {
    const z = (x - mean) / middle;
    if (Math.abs(z) < reach) edges.add(z);
  };
  for (const x of f.breaks)
    for (const step of [0, 0.25, 1, 2.5, 6]) for (const side of [step, -step]) add(x + side * spread);
  // In the middle of two breaks both values jump at once.
  if (precise)
    for (const [index, x] of f.breaks.entries())
      for (const other of f.breaks.slice(index + 1, MOST_BREAKS_PAIRED)) add((x + other) / 2);
  return (
    norm *
    norm *
    integral(
      rule,
      [...edges].sort((a, b) => a - b),
      (z) => Math.exp((-z * z) / 2) * inner(mean + middle * z),
    )
  );
}

function integral(
  rule: ReturnType<typeof gaussLegendre>,
  edges: readonly number[],
  f: (x: number) => number,
): number {
  let sum = 0;
  for (let panel = 0; panel + 1 < edges.length; panel += 1) {
    const left = edges[panel] ?? 0;
    const half = ((edges[panel + 1] ?? 0) - left) / 2;
    if (half < 1e-14) continue;
    for (let index = 0; index < rule.nodes.length; index += 1)
      sum += half * (rule.weights[index] ?? 0) * f(left + half * (1 + (rule.nodes[index] ?? 0)));
  }
  return sum;
}

/** E f(u)f(v) for u and v each N(mean, variance) with that covariance. */
export function jointMoment(f: PointFunction, mean: number, variance: number, covariance: number): number {
  if (f.exponential === true) return Math.exp(2 * mean + variance + covariance);
  const { square } = pointMoments(f, mean, variance);
  const difference = pointDifference(f, mean, variance, variance - covariance, true);
  const joint = square - difference;
  return Math.abs(joint) > CANCELLED * square ? joint : ofProducts(f, mean, variance, variance - covariance);
}

/** Of two that are opposed the one is next to nothing where the other is large: then no digit is left of what the two sums differ by. */
const CANCELLED = 1e-5;

function ofProducts(f: PointFunction, mean: number, variance: number, difference: number): number {
  const half = Math.sqrt(difference / 2);
  const [result = NaN] = gaussianExpectations(
    [
      (center) =>
        gaussianExpectations(
          [(w) => f.value(center + mean + half * w) * f.value(center + mean - half * w)],
          1,
          f.breaks.flatMap((x) => [(x - mean - center) / half, (mean + center - x) / half]),
        )[0] ?? NaN,
    ],
    Math.max(0, variance - difference / 2),
    f.breaks.map((x) => x - mean),
    -mean,
  );
  return result;
}
