/** The error function and what is made of it, to about one unit in the last place or two over all of float64. */

/**
 * Chebyshev coefficients of (1 + 2x)·exp(x²)·erfc(x) on 0 ≤ x < ∞ in t = (x − 3.75)/(x + 3.75), computed with 40 digits.
 * The form is that of Shepherd and Laframboise, Mathematics of Computation 36 (1981), 249–253.
 */
const scaledComplementCoefficients: readonly number[] = [
  2.35515786913480351, -0.00459005458064647733, -0.0842491333665179156, 0.0592099399981918905,
  -0.0266586684353057523, 0.00907499767070526509, -0.00241316354041760819, 0.000490775836525808632,
  -0.0000691697330250120637, 4.13902798607301017e-6, 7.74038306619849067e-7, -2.18864010492343957e-7,
  1.07649994656709104e-8, 4.5219598112182869e-9, -7.75440020883135111e-10, -6.31808834088668449e-11,
  2.8687950109306699e-11, 1.94558685457773472e-13, -9.65469674843343891e-13, 3.25254814814873984e-14,
  3.34781194828680539e-14, -1.8645628804193131e-15, -1.25079505306886471e-15, 7.41823525662404346e-17,
  5.06814890479611132e-17,
];

/** Σ′ c_n T_n(t), the first coefficient halved (Clenshaw's recurrence). */
function chebyshevSum(coefficients: readonly number[], t: number): number {
  let next = 0;
  let afterNext = 0;
  for (let index = coefficients.length - 1; index > 0; index -= 1) {
    const current = 2 * t * next - afterNext + (coefficients[index] ?? 0);
    afterNext = next;
    next = current;
  }
  return t * next - afterNext + (coefficients[0] ?? 0) / 2;
}

/** exp(−x²) without the relative error x²·2⁻⁵³ that squaring first would give: the leading half of x is squared exactly. */
function gaussianExponential(x: number): number {
  const leading = Math.fround(x);
  if (!Number.isFinite(leading)) return Number.isNaN(x) ? Number.NaN : 0;
  return Math.exp(-leading * leading) * Math.exp((leading - x) * (leading + x));
}

/** 2/√π · exp(−x²) · Σ 2ⁿ x^(2n+1)/(2n+1)!!, all terms of one sign; for |x| ≤ 1. */
function errorFunctionNearZero(x: number): number {
  const square = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; odd < 80 && Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= square / odd;
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * gaussianExponential(x) * sum;
}

function complementOfPositive(x: number): number {
  if (x > 28) return 0;
  const t = (x - 3.75) / (x + 3.75);
  return (gaussianExponential(x) * chebyshevSum(scaledComplementCoefficients, t)) / (1 + 2 * x);
}

/** erf(x) = 2/√π ∫₀ˣ exp(−t²) dt, in [−1, 1]. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) <= 0.75) return errorFunctionNearZero(x);
  return x > 0 ? 1 - complementOfPositive(x) : complementOfPositive(-x) - 1;
}

/** erfc(x) = 1 − erf(x), in [0, 2], with full relative accuracy in the right tail until it underflows near 26.5. */
export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -0.75) return 2 - complementOfPositive(-x);
  if (x < 0.25) return 1 - errorFunctionNearZero(x);
  return complementOfPositive(x);
}

/** Φ(x): the standard normal distribution function. */
export function normalDistribution(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/** φ(x): the standard normal density. */
export function normalDensity(x: number): number {
  return gaussianExponential(x / Math.SQRT2) / Math.sqrt(2 * Math.PI);
}
