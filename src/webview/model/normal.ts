/**
 * What becomes of a standard-normal pre-activation: moments, atoms and density of f(X), X ~ N(0, 1), from samples of f and f′ on a
 * grid. Between neighbours f is taken as linear, so piecewise-linear functions are exact when their kinks are grid points.
 */
import type { Range } from './range';

export interface Atom {
  readonly y: number;
  /** Probability, in (0, 1]. */
  readonly mass: number;
}

export interface OutputDistribution {
  readonly mean: number;
  readonly variance: number;
  /** E[f²]. */
  readonly secondMoment: number;
  /** E[f′²], kinks left out. */
  readonly slopeSecondMoment: number;
  /** P(f = 0). */
  readonly zeroShare: number;
  /** P(|f′| < 0.01). */
  readonly vanishingShare: number;
  /** 1/√E[f²]; infinite for a function that is zero almost everywhere. */
  readonly gain: number;
  /** Values taken with positive probability, most probable first. */
  readonly atoms: readonly Atom[];
  /** Density of the continuous part: `density[i]` holds on the i-th of equal bins over `range`. */
  readonly range: Range;
  readonly density: readonly number[];
}

const binCount = 120;
/** Beyond this a standard normal has less mass (1.2e-15) than float64 sums resolve. */
export const normalReach = 8;
const steps = 3200;

/** The abscissae on which a function must be known: even steps over ±8 with its kinks as grid points. */
export function normalGrid(kinks: readonly number[]): readonly number[] {
  const xs: number[] = [];
  for (let index = 0; index <= steps; index += 1)
    xs.push(-normalReach + (2 * normalReach * index) / steps);
  for (const kink of kinks) if (Math.abs(kink) < normalReach) xs.push(kink);
  return [...new Set(xs)].sort((a, b) => a - b);
}

/**
 * The distribution of f(X). `slopes` may be NaN at kinks. Undefined where f is not finite on a share of the input that matters
 * (a logarithm's negative half, say).
 */
export function outputDistribution(
  xs: readonly number[],
  values: readonly number[],
  slopes: readonly number[],
  threshold = 0.01,
): OutputDistribution | undefined {
  let [mass, mean, second, slopeSecond, slopeMass, zero, vanishing] = [0, 0, 0, 0, 0, 0, 0];
  const atoms = new Map<number, number>();
  const pieces: { readonly low: number; readonly high: number; readonly mass: number }[] = [];
  for (let index = 0; index + 1 < xs.length; index += 1) {
    const [a = 0, b = 0] = [xs[index], xs[index + 1]];
    const [fa = NaN, fb = NaN] = [values[index], values[index + 1]];
    if (!Number.isFinite(fa) || !Number.isFinite(fb)) continue;
    const cell = cellMoments(a, b);
    // f ≈ c + m·x on the cell; its moments under the normal density are exact.
    const m = (fb - fa) / (b - a);
    const c = fa - m * a;
    mass += cell.mass;
    mean += c * cell.mass + m * cell.first;
    second += c * c * cell.mass + 2 * c * m * cell.first + m * m * cell.second;
    const slope = slopeWithin(m, slopes[index] ?? NaN, slopes[index + 1] ?? NaN);
    if (Number.isFinite(slope)) {
      slopeSecond += slope * slope * cell.mass;
      slopeMass += cell.mass;
      if (Math.abs(slope) < threshold) vanishing += cell.mass;
    }
    if (fa === fb) {
      atoms.set(fa, (atoms.get(fa) ?? 0) + cell.mass);
      if (fa === 0) zero += cell.mass;
    } else pieces.push({ low: Math.min(fa, fb), high: Math.max(fa, fb), mass: cell.mass });
  }
  if (mass < 0.999) return undefined;
  // Flat stretches far out (a float64 sigmoid at 40) are no atoms worth drawing.
  const visible = [...atoms].map(([y, share]) => ({ y, mass: share })).filter((atom) => atom.mass > 1e-3);
  const binned = density(pieces);
  return {
    mean,
    variance: Math.max(0, second - mean * mean),
    secondMoment: second,
    slopeSecondMoment: slopeMass > 0 ? slopeSecond / slopeMass : NaN,
    zeroShare: zero,
    vanishingShare: vanishing,
    gain: 1 / Math.sqrt(second),
    atoms: visible.sort((one, other) => other.mass - one.mass),
    ...binned,
  };
}

/** The chord's slope, unless f jumps inside the cell: then the slope beside the jump. */
function slopeWithin(chord: number, left: number, right: number): number {
  const tolerance = 1e-3 * (1 + Math.abs(chord));
  const fits = chord >= Math.min(left, right) - tolerance && chord <= Math.max(left, right) + tolerance;
  return fits || !Number.isFinite(left + right) ? chord : (left + right) / 2;
}

/** ∫ φ, ∫ xφ and ∫ x²φ over [a, b], by Gauss–Legendre with five nodes: exact to float64 for cells of this width. */
function cellMoments(a: number, b: number): { mass: number; first: number; second: number } {
  const [middle, half] = [(a + b) / 2, (b - a) / 2];
  let [mass, first, second] = [0, 0, 0];
  for (const [node, weight] of legendre) {
    const x = middle + half * node;
    const part = weight * half * Math.exp((-x * x) / 2) * inverseRootTwoPi;
    mass += part;
    first += part * x;
    second += part * x * x;
  }
  return { mass, first, second };
}

const inverseRootTwoPi = 1 / Math.sqrt(2 * Math.PI);
const legendre: readonly (readonly [number, number])[] = [
  [0, 128 / 225],
  [0.5384693101056831, 0.47862867049936647],
  [-0.5384693101056831, 0.47862867049936647],
  [0.906179845938664, 0.23692688505618908],
  [-0.906179845938664, 0.23692688505618908],
];

/** Spreads each piece's mass evenly over the bins it covers, within the central 99.9 % of the output. */
function density(pieces: readonly { readonly low: number; readonly high: number; readonly mass: number }[]): {
  readonly range: Range;
  readonly density: readonly number[];
} {
  const heavy = pieces.filter((piece) => piece.mass > 1e-7);
  if (heavy.length === 0) return { range: { min: -1, max: 1 }, density: [] };
  const min = Math.min(...heavy.map((piece) => piece.low));
  const max = Math.max(...heavy.map((piece) => piece.high));
  const width = (max - min) / binCount;
  const bins = new Array<number>(binCount).fill(0);
  for (const piece of heavy) {
    const first = Math.min(binCount - 1, Math.max(0, Math.floor((piece.low - min) / width)));
    const last = Math.min(binCount - 1, Math.max(first, Math.ceil((piece.high - min) / width) - 1));
    const length = piece.high - piece.low;
    for (let index = first; index <= last; index += 1) {
      const overlap =
        Math.min(piece.high, min + (index + 1) * width) - Math.max(piece.low, min + index * width);
      const share = length > 0 ? Math.max(0, overlap) / length : Number(index === first);
      bins[index] = (bins[index] ?? 0) + (piece.mass * share) / width;
    }
  }
  return { range: { min, max }, density: bins };
}
