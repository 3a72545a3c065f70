/** Elementwise functions of one argument: value, first and second derivative. Names as NumPy, PyTorch, TensorFlow, JAX and math spell them. */
import { logistic, logisticCurvature, logisticSlope } from '../numerics/elementary';
import {
  besselI0,
  besselI0e,
  besselI1,
  besselI1e,
  digamma,
  gammaFunction,
  inverseErf,
  inverseMillsRatio,
  inverseNormal,
  logGamma,
  logNormalDistribution,
  trigamma,
} from '../numerics/special-functions';
import { erf, erfc, normalDensity, normalDistribution } from '../numerics/error-function';
import { own } from '../own';

type Derivatives = readonly [value: number, first: number, second: number];
type Unary = (x: number) => Derivatives;

const exp: Unary = (x) => {
  const e = Math.exp(x);
  return [e, e, e];
};
const scaledLog =
  (base: number): Unary =>
  (x) => [base === 1 ? Math.log(x) : Math.log(x) / base, 1 / (x * base), -1 / (x * x * base)];
const sqrt: Unary = (x) => {
  const root = Math.sqrt(x);
  return [root, 0.5 / root, -0.25 / (x * root)];
};
const flat =
  (f: (x: number) => number): Unary =>
  (x) => [f(x), 0, 0];
const twoOverRootPi = 2 / Math.sqrt(Math.PI);
const density = (x: number) => twoOverRootPi * Math.exp(-x * x);
/** Python and IEEE round halves to even. */
const roundToEven = (x: number) => {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

const functions: Readonly<Record<string, Unary>> = {
  exp,
  expm1: (x) => [Math.expm1(x), Math.exp(x), Math.exp(x)],
  exp2: (x) => [2 ** x, Math.LN2 * 2 ** x, Math.LN2 * Math.LN2 * 2 ** x],
  log: scaledLog(1),
  log2: (x) => [Math.log2(x), 1 / (x * Math.LN2), -1 / (x * x * Math.LN2)],
  log10: (x) => [Math.log10(x), 1 / (x * Math.LN10), -1 / (x * x * Math.LN10)],
  log1p: (x) => [Math.log1p(x), 1 / (1 + x), -1 / ((1 + x) * (1 + x))],
  sqrt,
  rsqrt: (x) => [1 / Math.sqrt(x), -0.5 / (x * Math.sqrt(x)), 0.75 / (x * x * Math.sqrt(x))],
  cbrt: (x) => {
    const root = Math.cbrt(x);
    return [root, 1 / (3 * root * root), -2 / (9 * x * root * root)];
  },
  square: (x) => [x * x, 2 * x, 2],
  reciprocal: (x) => [1 / x, -1 / (x * x), 2 / (x * x * x)],
  neg: (x) => [-x, -1, 0],
  abs: (x) => [Math.abs(x), Math.sign(x), 0],
  sign: flat(Math.sign),
  floor: flat(Math.floor),
  ceil: flat(Math.ceil),
  round: flat(roundToEven),
  trunc: flat(Math.trunc),
  sin: (x) => [Math.sin(x), Math.cos(x), -Math.sin(x)],
  cos: (x) => [Math.cos(x), -Math.sin(x), -Math.cos(x)],
  tan: (x) => {
    const t = Math.tan(x);
    return [t, 1 + t * t, 2 * t * (1 + t * t)];
  },
  asin: (x) => [Math.asin(x), 1 / Math.sqrt(1 - x * x), x / (1 - x * x) ** 1.5],
  acos: (x) => [Math.acos(x), -1 / Math.sqrt(1 - x * x), -x / (1 - x * x) ** 1.5],
  atan: (x) => [Math.atan(x), 1 / (1 + x * x), (-2 * x) / (1 + x * x) ** 2],
  sinh: (x) => [Math.sinh(x), Math.cosh(x), Math.sinh(x)],
  cosh: (x) => [Math.cosh(x), Math.sinh(x), Math.cosh(x)],
  tanh: (x) => {
    const t = Math.tanh(x);
    const e = Math.exp(-2 * Math.abs(x));
    const complement = (4 * e) / ((1 + e) * (1 + e));
    return [t, complement, -2 * t * complement];
  },
  asinh: (x) => [Math.asinh(x), 1 / Math.sqrt(x * x + 1), -x / (x * x + 1) ** 1.5],
  acosh: (x) => [Math.acosh(x), 1 / Math.sqrt(x * x - 1), -x / (x * x - 1) ** 1.5],
  atanh: (x) => [Math.atanh(x), 1 / (1 - x * x), (2 * x) / (1 - x * x) ** 2],
  sigmoid: (x) => [logistic(x), logisticSlope(x), logisticCurvature(x)],
  erf: (x) => [erf(x), density(x), -2 * x * density(x)],
  erfc: (x) => [erfc(x), -density(x), 2 * x * density(x)],
  ndtr: (x) => [normalDistribution(x), normalDensity(x), -x * normalDensity(x)],
  normal_pdf: (x) => [normalDensity(x), -x * normalDensity(x), (x * x - 1) * normalDensity(x)],
  erfinv: (x) => {
    const y = inverseErf(x);
    const slope = Math.exp(y * y) / twoOverRootPi;
    return [y, slope, 2 * y * slope * slope];
  },
  ndtri: (x) => {
    const y = inverseNormal(x);
    const slope = 1 / normalDensity(y);
    return [y, slope, y * slope * slope];
  },
  log_ndtr: (x) => {
    const ratio = inverseMillsRatio(x);
    return [logNormalDistribution(x), ratio, -ratio * (x + ratio)];
  },
  i0: (x) => {
    const [zeroth, first] = [besselI0(x), besselI1(x)];
    return [zeroth, first, zeroth - (x === 0 ? 0.5 : first / x)];
  },
  i1: (x) => {
    const [zeroth, first] = [besselI0(x), besselI1(x)];
    return [
      first,
      zeroth - (x === 0 ? 0.5 : first / x),
      x === 0 ? 0 : first * (1 + 2 / (x * x)) - zeroth / x,
    ];
  },
  i0e: (x) => {
    const [zeroth, first, sign] = [besselI0e(x), besselI1e(x), Math.sign(x)];
    const slope = first - sign * zeroth;
    return [zeroth, slope, zeroth - (x === 0 ? 0.5 : first / x) - sign * first - sign * slope];
  },
  i1e: (x) => {
    const [zeroth, first, sign] = [besselI0e(x), besselI1e(x), Math.sign(x)];
    const [slope, quotient] = [zeroth - (x === 0 ? 0.5 : first / x) - sign * first, x === 0 ? 0 : first / x];
    const zerothSlope = first - sign * zeroth;
    return [first, slope, x === 0 ? -1 : zerothSlope - (slope - quotient) / x - sign * slope];
  },
  gamma: (x) => {
    const value = gammaFunction(x);
    const ratio = digamma(x);
    return [value, value * ratio, value * (ratio * ratio + trigamma(x))];
  },
  lgamma: (x) => [logGamma(x), digamma(x), trigamma(x)],
  digamma: (x) => [digamma(x), trigamma(x), Number.NaN],
  sinc: (x) => {
    const u = Math.PI * x;
    if (Math.abs(u) < 1e-3)
      return [
        1 - (u * u) / 6 + u ** 4 / 120,
        Math.PI * (-u / 3 + u ** 3 / 30),
        Math.PI ** 2 * (-1 / 3 + (u * u) / 10),
      ];
    const [sine, cosine] = [Math.sin(u), Math.cos(u)];
    const value = sine / u;
    const slope = (cosine - value) / x;
    return [value, slope, (-Math.PI * sine - 2 * slope) / x];
  },
  /** −x ln x, 0 at 0 and −∞ below. */
  entr: (x) =>
    x > 0
      ? [-x * Math.log(x), -Math.log(x) - 1, -1 / x]
      : [x === 0 ? 0 : -Infinity, x === 0 ? Infinity : Number.NaN, Number.NaN],
  frac: (x) => [x - Math.trunc(x), 1, 0],
  logit: (x) => [Math.log(x) - Math.log1p(-x), 1 / (x * (1 - x)), (2 * x - 1) / (x * (1 - x)) ** 2],
  log_sigmoid: (x) => [Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))), logistic(-x), -logisticSlope(x)],
  rad2deg: (x) => [(x * 180) / Math.PI, 180 / Math.PI, 0],
  deg2rad: (x) => [(x * Math.PI) / 180, Math.PI / 180, 0],
};

const synonyms: Readonly<Record<string, string>> = {
  absolute: 'abs',
  fabs: 'abs',
  negative: 'neg',
  expit: 'sigmoid',
  logistic: 'sigmoid',
  arcsin: 'asin',
  arccos: 'acos',
  arctan: 'atan',
  arcsinh: 'asinh',
  arccosh: 'acosh',
  arctanh: 'atanh',
  fix: 'trunc',
  erf_inv: 'erfinv',
  gammaln: 'lgamma',
  psi: 'digamma',
  bessel_i0: 'i0',
  bessel_i0e: 'i0e',
  bessel_i1: 'i1',
  bessel_i1e: 'i1e',
  logsigmoid: 'log_sigmoid',
  degrees: 'rad2deg',
  rint: 'round',
  sgn: 'sign',
  radians: 'deg2rad',
  inv: 'reciprocal',
};

/** Where the derivative or the value jumps: the choice that is noted for the trace. */
export function unaryBranch(name: string, x: number): number | undefined {
  const usual = own(synonyms, name) ?? name;
  if (usual === 'abs' || usual === 'sign') return Math.sign(x) + 1;
  if (usual === 'floor' || usual === 'trunc' || usual === 'frac') return Math.floor(x);
  if (usual === 'ceil') return Math.ceil(x);
  if (usual === 'round') return roundToEven(x);
  return undefined;
}

/** `atan` for `arctan`. */
export function usualName(name: string): string {
  return own(synonyms, name) ?? name;
}

/** The function of that name; undefined for others. */
export function unaryFunction(name: string): Unary | undefined {
  const usual = own(synonyms, name) ?? name;
  return own(functions, usual);
}
