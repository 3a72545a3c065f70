/** Bessel, gamma and inverse error functions, each to about 1e-14 of its value. Formulas: Abramowitz & Stegun 6.1–6.4, 9.6, 9.7. */
import { erf, erfc, normalDensity } from './error-function';

/** Modified Bessel function I₀ or I₁ times e^−|x|: power series below 30, the asymptotic series above. */
function scaledBessel(order: 0 | 1, x: number): number {
  const a = Math.abs(x);
  const sign = order === 1 && x < 0 ? -1 : 1;
  if (a <= 30) {
    const quarter = (a * a) / 4;
    let term = order === 0 ? 1 : a / 2;
    let sum = term;
    for (let k = 1; k < 120 && term > sum * 1e-18; k += 1) {
      term *= quarter / (k * (k + order));
      sum += term;
    }
    return sign * sum * Math.exp(-a);
  }
  const mu = 4 * order * order;
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 30; k += 1) {
    const next = (-term * (mu - (2 * k - 1) ** 2)) / (k * 8 * a);
    if (Math.abs(next) >= Math.abs(term)) break;
    term = next;
    sum += term;
  }
  return (sign * sum) / Math.sqrt(2 * Math.PI * a);
}

export const besselI0e = (x: number): number => scaledBessel(0, x);
export const besselI1e = (x: number): number => scaledBessel(1, x);
export const besselI0 = (x: number): number => scaledBessel(0, x) * Math.exp(Math.abs(x));
export const besselI1 = (x: number): number => scaledBessel(1, x) * Math.exp(Math.abs(x));

/** Inverse of erf on (−1, 1); ±∞ at ±1, NaN beyond. Giles' start, then Halley's steps on erf or, near ±1, on erfc. */
export function inverseErf(y: number): number {
  const a = Math.abs(y);
  if (!(a <= 1)) return Number.NaN;
  if (a === 1) return y * Infinity;
  if (a === 0) return y;
  const w = -Math.log((1 - a) * (1 + a));
  let x =
    w < 5
      ? a *
        (1.50140941 + (w - 2.5) * (0.246640727 + (w - 2.5) * (-0.00417768164 - (w - 2.5) * 0.00125372503)))
      : a * (2.83297682 + (Math.sqrt(w) - 3) * (1.00167406 + (Math.sqrt(w) - 3) * 0.00943887047));
  for (let step = 0; step < 4; step += 1) {
    const error = a < 0.5 ? erf(x) - a : 1 - a - erfc(x);
    const ratio = error / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
    x -= ratio / (1 + x * ratio);
  }
  return y < 0 ? -x : x;
}

/** Inverse of the standard normal distribution on (0, 1). */
export const inverseNormal = (p: number): number => Math.SQRT2 * inverseErf(2 * p - 1);

/** ln Φ(x), also where Φ itself is 0 in float64. */
export function logNormalDistribution(x: number): number {
  if (x > 0) return Math.log1p(-0.5 * erfc(x / Math.SQRT2));
  if (x > -30) return Math.log(0.5 * erfc(-x / Math.SQRT2));
  const s = 1 / (x * x);
  return -(x * x) / 2 - Math.log(-x * Math.sqrt(2 * Math.PI)) + Math.log1p(-s + 3 * s * s - 15 * s ** 3);
}

/** d/dx ln Φ(x) = φ(x)/Φ(x) */
export const inverseMillsRatio = (x: number): number =>
  x > -30 ? normalDensity(x) / (0.5 * erfc(-x / Math.SQRT2)) : -x - 1 / x + 2 / x ** 3;

/** Bernoulli numbers B₂ₖ for k = 1 … 8. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
/** From here on the asymptotic series hold to 1e-16. */
const large = 12;

/** ln |Γ(x)| */
export function logGamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  let product = 1;
  let at = x;
  for (; at < large; at += 1) product *= at;
  const series = bernoulli.reduce(
    (sum, b, index) => sum + b / ((2 * index + 2) * (2 * index + 1) * at ** (2 * index + 1)),
    0,
  );
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** Γ(x), exact at whole numbers; NaN at 0 and the negative ones. */
export function gammaFunction(x: number): number {
  if (Number.isInteger(x)) {
    if (x <= 0) return Number.NaN;
    let product = 1;
    for (let factor = 2; factor < Math.min(x, 172); factor += 1) product *= factor;
    return x > 171 ? Infinity : product;
  }
  const isNegative = x < 0 && Math.floor(x) % 2 !== 0;
  return (isNegative ? -1 : 1) * Math.exp(logGamma(x));
}

/** ψ(x) = d/dx ln Γ(x); NaN at 0 and the negative whole numbers. */
export function digamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.NaN;
  if (x < 0.5) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  let sum = 0;
  let at = x;
  for (; at < large; at += 1) sum -= 1 / at;
  return bernoulli.reduce(
    (left, b, index) => left - b / ((2 * index + 2) * at ** (2 * index + 2)),
    sum + Math.log(at) - 0.5 / at,
  );
}

/** ψ′(x) */
export function trigamma(x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < 0.5) return (Math.PI / Math.sin(Math.PI * x)) ** 2 - trigamma(1 - x);
  let sum = 0;
  let at = x;
  for (; at < large; at += 1) sum += 1 / (at * at);
  return bernoulli.reduce(
    (left, b, index) => left + b / at ** (2 * index + 3),
    sum + 1 / at + 0.5 / (at * at),
  );
}
