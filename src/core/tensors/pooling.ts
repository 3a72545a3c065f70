/** Means and maxima over positions and axes. */
import { BoundedCache } from '../bounded-cache';
import { normalDistribution } from '../numerics/error-function';
import { gaussLegendre } from '../numerics/quadrature';
import { meanCorrelation } from './nearby';
import { differencesOf, lawOf, type Moments, type Signal } from './moments';
import { composed, identity, pointDifference, pointMoments, type PointFunction } from './point-function';

/** @param count elements that one mean is taken of; undefined for very many of unknown number */
export function averaged(
  signal: Moments,
  count: number | undefined,
  over: 'position' | 'input' | 'unit',
): Moments {
  const share = count === undefined ? 0 : 1 / count;
  const { mean, square, input, position, both, unit, unitAndInput } = signal;
  if (over === 'position') {
    const shared = square - position;
    const result = shared + position * share;
    // Another input: half of what the same position shares, the rest of what two positions share.
    const other = square - both + (both - input) * share;
    return {
      mean,
      square: result,
      input: result - other,
      position: position * share,
      both: result - (square - both) - (both - input) * share,
      unit: result - averagedUnit(signal, share),
      unitAndInput: result - mean ** 2,
    };
  }
  const own = over === 'unit' ? unit : input;
  const result = square - own + own * share;
  const crossed = over === 'unit' ? unitAndInput : both;
  return {
    mean,
    square: result,
    input: over === 'input' ? own * share : result - (square - crossed) - (crossed - input) * share,
    position: position * (over === 'unit' ? share : 1),
    both: Math.max(0, result - (square - crossed)),
    unit: over === 'unit' ? 0 : unit,
    unitAndInput: over === 'unit' ? result - (square - crossed) : unitAndInput,
  };
}

function averagedUnit({ mean, square, unit }: Moments, share: number): number {
  const together = square - unit;
  return mean ** 2 + (together - mean ** 2) * share;
}

const rule = gaussLegendre(40);
const reach = 6;
const grid = 240;

interface Maximum {
  readonly mean: number;
  readonly square: number;
  /** E f′² at the winner. */
  readonly slope: number;
}

/** Where a standard normal is looked at, and how much of it lies in the cell around. */
const points = Array.from({ length: grid }, (_, index) => -reach + ((index + 0.5) * 2 * reach) / grid);
const masses = points.map((z) => normalDistribution(z + reach / grid) - normalDistribution(z - reach / grid));

/** How often the largest of k lies in each of these cells, from the least to the greatest. */
function sharesOfLargest(cells: readonly number[], k: number): readonly number[] {
  let below = 0;
  return cells.map((mass) => {
    const upTo = Math.min(1, below + mass);
    const share = upTo ** k - below ** k;
    below = upTo;
    return share;
  });
}

/** Of a function that grows the cells stand in order, whatever their values: one table for all centers and spreads. */
let shares: { readonly k: number; readonly ofCells: readonly number[] } = {
  k: 1,
  ofCells: sharesOfLargest(masses, 1),
};
function sharesInOrder(k: number): readonly number[] {
  if (shares.k !== k) shares = { k, ofCells: sharesOfLargest(masses, k) };
  return shares.ofCells;
}

/** The mean alone, which is asked for far more often. */
function meanOfLargest(f: PointFunction, center: number, spread: number, k: number): number {
  if (!f.increasing || !(spread > 0)) return largest(f, center, spread, k).mean;
  const weights = sharesInOrder(k);
  let mean = 0;
  for (let index = 0; index < grid; index += 1)
    mean += (weights[index] ?? 0) * f.value(center + spread * (points[index] ?? 0));
  return mean;
}

/** Moments of the largest of k values f(center + spread·z). */
function largest(f: PointFunction, center: number, spread: number, k: number): Maximum {
  if (!(spread > 0)) {
    const value = f.value(center);
    return { mean: value, square: value ** 2, slope: f.slope(center) ** 2 };
  }
  const cells = points.map((z, index) => {
    const x = center + spread * z;
    return { value: f.value(x), slope: f.slope(x), mass: masses[index] ?? 0 };
  });
  if (!f.increasing) cells.sort((one, other) => one.value - other.value);
  const weights = f.increasing
    ? sharesInOrder(k)
    : sharesOfLargest(
        cells.map(({ mass }) => mass),
        k,
      );
  let [mean, square, slope] = [0, 0, 0];
  for (const [index, cell] of cells.entries()) {
    const weight = weights[index] ?? 0;
    mean += weight * cell.value;
    square += weight * cell.value ** 2;
    slope += weight * cell.slope ** 2;
  }
  return { mean, square, slope };
}

const remembered = new BoundedCache<Moments>(500);

const rectifier: PointFunction = {
  value: (x) => Math.max(0, x),
  slope: (x) => (x > 0 ? 1 : 0),
  breaks: [0],
  key: 'rectified',
  hinge: { below: 0, above: 1 },
  increasing: true,
};

const rectified = new BoundedCache<Signal>(200);

/** What is not below 0 and of no known law counts as a rectified normal tensor of its mean and mean square: its largest elements are those of a skewed one. */
function asRectified(signal: Signal): Signal {
  const { mean, square } = signal;
  if (signal.law !== undefined || signal.nonNegative !== true || !(mean > 0 && square > mean ** 2))
    return signal;
  const { input, position, both, unit, unitAndInput } = signal;
  const key = [mean, square, input, position, both, unit, unitAndInput].join(' ');
  const found = rectified.get(key) ?? rectified.keep(key, matched(signal));
  return { ...signal, law: found.law };
}

/** Steps of a bisection: the share is known to six digits. */
const BISECTIONS = 24;

function matched(signal: Signal): Signal {
  const { mean, square } = signal;
  const wanted = mean ** 2 / square;
  // Of how many spreads the mean lies above 0.
  const above = bisected(-4, 8, (center) => {
    const own = pointMoments(rectifier, center, 1);
    return own.mean ** 2 / own.square - wanted;
  });
  const spread = Math.sqrt(square / pointMoments(rectifier, above, 1).square);
  const [center, variance] = [above * spread, spread ** 2];
  const before = (difference: number): number =>
    difference <= 0
      ? 0
      : bisected(0, variance, (own) => pointDifference(rectifier, center, variance, own) - difference);
  const normal: Moments = {
    mean: center,
    square: center ** 2 + variance,
    ...differencesOf(signal, before),
    nearby: signal.nearby,
  };
  return { ...signal, law: { base: -1, normal, of: rectifier } };
}

/** Where a function that grows crosses 0; the nearer end where it does not. */
function bisected(from: number, to: number, f: (x: number) => number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The largest of k positions: what they share, and k parts of their own.
 * @param lengths along how many positions of each axis, for neighbours that are alike
 */
export function maximum(given: Signal, k: number, lengths: readonly number[] = []): Moments {
  const signal = asRectified(given);
  const { normal, of } = lawOf(signal, -1);
  const within = normal.position * (1 - meanCorrelation(normal.nearby, lengths));
  const key = `${of.key} ${k} ${normal.mean} ${normal.square} ${normal.position} ${within} ${normal.both} ${normal.input} ${normal.unit}`;
  const moments = remembered.get(key) ?? remembered.keep(key, computed(of, normal, k, within));
  const variance = normal.square - normal.mean ** 2;
  // Of a small correlation the linear part stays: each of k elements is the largest one as often as the others.
  const slope = slopeAtLargest(signal, identity, k);
  const linear = (slope * (variance - normal.position * (1 - 1 / k))) / (moments.square - moments.mean ** 2);
  return { ...moments, alike: signal.alike && Math.min(1, Math.max(0, linear)) ** 2 * signal.alike };
}

/** Of what two elements have in common beyond the linear part the maximum of several keeps the third power. */
const BEYOND_LINEAR = 3;

/**
 * The largest of k units, which have no more in common than their means. Two inputs, or positions, share of it a k-th of what each unit shares, as
 * each is the largest one as often as the others; all of it where they are the same.
 */
export function maximumOfUnits(signal: Signal, k: number): Moments {
  const { normal } = lawOf(signal, -1);
  const turned: Moments = {
    ...normal,
    position: normal.unit,
    both: normal.unitAndInput,
    nearby: undefined,
    edges: undefined,
  };
  const alone: Signal = { ...signal, ...turned, law: signal.law && { ...signal.law, normal: turned } };
  const { mean, square } = maximum(alone, k);
  const variance = Math.max(0, square - mean ** 2);
  const linear = Math.min(variance, (slopeAtLargest(alone, identity, k) * normal.unit) / k);
  const differing = (difference: number): number => {
    const shared = normal.unit > 0 ? Math.min(1, Math.max(0, 1 - difference / normal.unit)) : 0;
    return variance - linear * shared - (variance - linear) * shared ** BEYOND_LINEAR;
  };
  return {
    mean,
    square,
    ...differencesOf(normal, (difference, name) =>
      name === 'unit' || name === 'unitAndInput' ? variance : differing(difference),
    ),
  };
}

const slopes = new BoundedCache<number>(500);

/** E f′² at the largest of k values f(x), which alone a maximum lets through. */
export function slopeAtLargest(given: Signal, f: PointFunction, k: number): number {
  const signal = asRectified(given);
  const { normal, of } = lawOf(signal, -1);
  const whole = of.key === 'x' ? f : composed(f, of);
  const own: PointFunction = { ...whole, slope: (x) => f.slope(of.value(x)) };
  const key = `${f.key} ${of.key} ${k} ${normal.mean} ${normal.square} ${normal.position}`;
  const before = slopes.get(key);
  if (before !== undefined) return before;
  const variance = normal.square - normal.mean ** 2;
  const shared = Math.max(0, variance - normal.position);
  const spread = Math.sqrt(Math.max(0, Math.min(normal.position, variance)));
  return slopes.keep(
    key,
    expectation(shared, (part) => largest(own, normal.mean + part, spread, k).slope),
  );
}

/** @param within what two positions that are compared do not share, which may be less than what two of any do not */
function computed(f: PointFunction, normal: Moments, k: number, within: number): Moments {
  const variance = normal.square - normal.mean ** 2;
  const shared = Math.max(0, variance - within);
  const own = Math.sqrt(Math.max(0, within));
  const at = (part: number): Maximum => largest(f, normal.mean + part, own, k);
  const meanAt = (part: number): number => meanOfLargest(f, normal.mean + part, own, k);
  const whole = expectation(shared, (part) => at(part).square);
  const mean = expectation(shared, meanAt);
  // Mean product of two maxima that share a part of this variance.
  const joint = (common: number): number => {
    const rest = Math.max(0, shared - common);
    return expectation(common, (part) =>
      rest < 1e-9 * variance
        ? meanAt(part) ** 2
        : expectation(rest, (inner) => meanAt(part + inner), 12) ** 2,
    );
  };
  const covariance = (difference: number): number => Math.max(0, variance - difference);
  const position = joint(Math.min(shared, covariance(normal.position)));
  const both = joint(Math.min(shared, covariance(normal.both)));
  // What two inputs share at each place by itself, they share of the largest ones as far as these stand at the same place.
  const apart = Math.max(0, whole - both);
  const linear = Math.min(apart, (expectation(shared, (part) => at(part).slope) * within) / k);
  const sharedAtPlaces = (share: number): number =>
    both + linear * share + (apart - linear) * share ** BEYOND_LINEAR;
  const input =
    Math.abs(normal.input - normal.both) <= 1e-6 * normal.square
      ? both
      : normal.input < normal.both
        ? sharedAtPlaces(1 - Math.max(0, normal.input) / normal.both)
        : joint(Math.min(shared, covariance(normal.input)));
  const unit = mean ** 2;
  return {
    mean,
    square: whole,
    input: small(normal.input, normal.square, whole, whole - input),
    position: whole - position,
    both: small(normal.both, normal.square, whole, whole - both),
    unit: whole - unit,
    unitAndInput: whole - unit,
  };
}

const overlaps = new BoundedCache<number>(500);

/**
 * The correlation of the largest elements of two windows of k that have m in common, of independent f(x): Hoeffding's covariance, from
 * P(both ≤ u) = F(u)ᵐ F(u)ᵏ⁻ᵐ F(v)ᵏ⁻ᵐ for u ≤ v.
 */
export function overlapOfLargest(signal: Signal, k: number, m: number): number {
  if (m <= 0 || k <= 1) return m > 0 ? 1 : 0;
  const { normal, of } = lawOf(signal, -1);
  const spread = Math.sqrt(Math.max(0, Math.min(normal.position, normal.square - normal.mean ** 2)));
  if (!(spread > 0)) return m / k;
  // It hardly hangs on the digits of mean and spread.
  const [center, scale] = of.hinge === undefined ? [normal.mean, spread] : [normal.mean / spread, 1];
  const key = `${of.key} ${k} ${m} ${center.toPrecision(3)} ${scale.toPrecision(3)}`;
  return overlaps.get(key) ?? overlaps.keep(key, overlapped(of, center, scale, [k, m]));
}

const OVERLAP_CELLS = 64;

function overlapped(
  f: PointFunction,
  center: number,
  spread: number,
  [k, m]: readonly [number, number],
): number {
  const cells = Array.from({ length: OVERLAP_CELLS }, (_, index) => {
    const z = -4 + ((index + 0.5) * 8) / OVERLAP_CELLS;
    const half = 4 / OVERLAP_CELLS;
    return {
      value: f.value(center + spread * z),
      mass: normalDistribution(z + half) - normalDistribution(z - half),
    };
  }).sort((one, other) => one.value - other.value);
  let below = 0;
  const upTo = cells.map(({ mass }) => (below = Math.min(1, below + mass)));
  const step = cells.map(({ value }, at) => (cells[at + 1]?.value ?? value) - value);
  let [own, joint] = [0, 0];
  for (const [one, low] of upTo.entries())
    for (const [other, high] of upTo.entries()) {
      const area = (step[one] ?? 0) * (step[other] ?? 0);
      const product = (low * high) ** k;
      const least = Math.min(low, high);
      own += area * (least ** k - product);
      joint += area * (least ** m * (low * high) ** (k - m) - product);
    }
  return own > 0 ? joint / own : m / k;
}

/** A difference far below the precision of the sums scales with what it was. */
function small(before: number, of: number, whole: number, computedDifference: number): number {
  return before < 1e-3 * of ? (before / of) * whole : Math.max(0, computedDifference);
}

function expectation(variance: number, f: (part: number) => number, count = rule.nodes.length): number {
  if (!(variance > 0)) return f(0);
  const spread = Math.sqrt(variance);
  const own = count === rule.nodes.length ? rule : few;
  let [sum, mass] = [0, 0];
  for (let index = 0; index < own.nodes.length; index += 1) {
    const z = reach * (own.nodes[index] ?? 0);
    const weight = (own.weights[index] ?? 0) * Math.exp((-z * z) / 2);
    sum += weight * f(spread * z);
    mass += weight;
  }
  return sum / mass;
}
const few = gaussLegendre(20);
