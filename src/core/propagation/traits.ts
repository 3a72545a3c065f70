/** What kind of function a curve is: what one looks for among many. Told from its values, so that it holds for functions of one's own, too. */
import { gaussianFacts, type Curve } from './gaussian';

export interface Traits {
  readonly bounded: boolean;
  readonly monotonic: boolean;
  /** Neither it nor its derivative jumps. */
  readonly smooth: boolean;
}

const near = Array.from({ length: 801 }, (_, index) => -20 + index / 20);
const far = [50, 100, 1e3, 1e4].flatMap((x) => [-x, x]);
/** What grows more than this from ±20 to ±10,000 goes on growing: a logarithm doubles. */
const growth = 1.2;

export function traitsOf({ value, slope, breaks }: Curve): Traits {
  const values = near.map(value);
  const finite = values.filter(Number.isFinite);
  const size = Math.max(1e-9, ...finite.map(Math.abs));
  const bounded =
    finite.length === values.length && far.every((x) => Math.abs(value(x)) <= growth * Math.max(size, 0.5));
  let [rises, falls] = [false, false];
  for (let index = 1; index < values.length; index += 1) {
    const step = (values[index] ?? NaN) - (values[index - 1] ?? NaN);
    if (step > 1e-12 * size) rises = true;
    if (step < -1e-12 * size) falls = true;
  }
  const jumps = breaks.some((x) =>
    [value, slope].some((f) => {
      const [left, right] = [f(x - 1e-7), f(x + 1e-7)];
      return Math.abs(right - left) > 1e-4 * (1 + Math.abs(left));
    }),
  );
  return { bounded, monotonic: !(rises && falls), smooth: !jumps };
}

/** Brings signals of unit weights to mean 0 and variance 1, and back there from nearby, as SELU does. */
export function isSelfNormalising(curve: Curve): boolean {
  const { mean, variance } = gaussianFacts(curve);
  if (!(Math.abs(mean) < 1e-3 && Math.abs(variance - 1) < 1e-3)) return false;
  const scale = Math.sqrt(1.1);
  const scaled = gaussianFacts({
    value: (x) => curve.value(scale * x),
    slope: (x) => scale * curve.slope(scale * x),
    breaks: curve.breaks.map((x) => x / scale),
  });
  // Variance 1.1 must come out nearer to 1.
  return scaled.variance - 1 < 0.09;
}
