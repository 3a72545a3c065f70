/** What the elements of a tensor that the code makes are drawn from, and what arithmetic on all of them makes of that. */
import { inverseErf } from '../../numerics/special-functions';
import { own } from '../../own';
import type { ConstantValue } from '../../python/names';
import type { MadeTensor } from '../graph';
import { numberOf } from '../machine/constants';
import type { CallArguments } from '../machine/values';

export type Distribution = Pick<MadeTensor, 'initializer' | 'arguments'>;

export const uncertain: Distribution = { initializer: undefined, arguments: {} };
export const constant = (value: number): Distribution =>
  value === 0 ? { initializer: 'zeros', arguments: {} } : { initializer: 'constant', arguments: { value } };

/** `(keep + torch.rand(n)).floor()`: 1 as often as `keep` says, 0 else. */
export function wholeNumbersOf({ initializer, arguments: given }: Distribution): Distribution {
  const [low, high] = [own(given, 'low'), own(given, 'high')];
  if (initializer !== 'uniform' || typeof low !== 'number' || typeof high !== 'number') return uncertain;
  const isOneApart = Math.abs(high - low - 1) < 1e-9 && low >= 0 && low < 1;
  return isOneApart ? { initializer: 'bernoulli', arguments: { p: low } } : uncertain;
}

export function affine(
  { initializer, arguments: given }: Distribution,
  factor: number,
  shift: number,
): Distribution {
  const number = (name: string): number => {
    const value: ConstantValue | undefined = own(given, name);
    return typeof value === 'number' ? value : Number.NaN;
  };
  switch (initializer) {
    case 'zeros':
      return constant(shift);
    case 'ones':
      return constant(factor + shift);
    case 'constant':
      return constant(factor * number('value') + shift);
    case 'normal':
      return {
        initializer,
        arguments: { mean: factor * number('mean') + shift, std: Math.abs(factor) * number('std') },
      };
    case 'trunc_normal':
    case 'uniform': {
      const ends = [factor * number('low') + shift, factor * number('high') + shift];
      const bounds = { low: Math.min(...ends), high: Math.max(...ends) };
      if (initializer === 'uniform') return { initializer, arguments: bounds };
      const [mean, std] = [factor * number('mean') + shift, Math.abs(factor) * number('std')];
      return { initializer, arguments: { mean, std, ...bounds } };
    }
    case 'bernoulli': {
      const scale = own(given, 'scale');
      const grown = factor * (typeof scale === 'number' ? scale : 1);
      return shift === 0 ? { initializer, arguments: { ...given, scale: grown } } : uncertain;
    }
    default:
      return uncertain;
  }
}

/** What a method that fills or changes a tensor in its place, `weight.uniform_(-1, 1)`, leaves of how it was drawn before; undefined for other methods. */
export function drawnInPlace(
  before: Distribution,
  method: string,
  given: CallArguments,
): Distribution | undefined {
  const argument = (index: number, keyword: string, fallback: number): number | undefined => {
    const value = given.keywords.get(keyword) ?? given.positional[index];
    return value === undefined ? fallback : numberOf(value);
  };
  const drawn = (initializer: string, values: Readonly<Record<string, number | undefined>>): Distribution => {
    const known = Object.entries(values).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    );
    return known.length < Object.keys(values).length
      ? uncertain
      : { initializer, arguments: Object.fromEntries(known) };
  };
  const changedBy = (number: number | undefined, change: (by: number) => Distribution): Distribution =>
    number === undefined || Number.isNaN(number) ? uncertain : change(number);
  switch (method) {
    case 'normal_':
      return drawn('normal', { mean: argument(0, 'mean', 0), std: argument(1, 'std', 1) });
    case 'uniform_':
      return drawn('uniform', { low: argument(0, 'from', 0), high: argument(1, 'to', 1) });
    case 'bernoulli_':
      return drawn('bernoulli', { p: argument(0, 'p', 0.5) });
    case 'zero_':
      return constant(0);
    case 'fill_':
      return drawn('constant', { value: argument(0, 'value', Number.NaN) });
    case 'floor_':
      return wholeNumbersOf(before);
    case 'mul_':
      return changedBy(argument(0, 'other', Number.NaN), (by) =>
        by === 0 ? uncertain : affine(before, by, 0),
      );
    case 'div_':
      return changedBy(argument(0, 'other', Number.NaN), (by) =>
        by === 0 ? uncertain : affine(before, 1 / by, 0),
      );
    case 'add_':
    case 'sub_':
      if (given.positional.length > 1 || given.keywords.has('alpha')) return uncertain;
      return changedBy(argument(0, 'other', Number.NaN), (by) =>
        affine(before, 1, method === 'add_' ? by : -by),
      );
    case 'erfinv_':
      return normalOfUniform(before);
    case 'clamp_':
    case 'clip_':
      return boundedTo(before, argument(0, 'min', -Infinity), argument(1, 'max', Infinity));
    default:
      return undefined;
  }
}

/** erf⁻¹ of numbers that are drawn evenly from [2Φ(a) − 1, 2Φ(b) − 1]: N(0, ½) between a/√2 and b/√2. */
function normalOfUniform({ initializer, arguments: given }: Distribution): Distribution {
  const [low, high] = [own(given, 'low'), own(given, 'high')];
  if (initializer !== 'uniform' || typeof low !== 'number' || typeof high !== 'number') return uncertain;
  if (low < -1 || high > 1 || low >= high) return uncertain;
  const end = (y: number): number => (Math.abs(y) < 1 ? inverseErf(y) : y * Infinity);
  return {
    initializer: 'trunc_normal',
    arguments: { mean: 0, std: Math.SQRT1_2, low: end(low), high: end(high) },
  };
}

/** So many standard deviations out hardly any number is drawn. */
const FAR_OUT = 6;

/** Bounds beyond what is drawn change nothing but by rounding. */
function boundedTo(before: Distribution, low: number | undefined, high: number | undefined): Distribution {
  const number = (name: string): number => {
    const value = own(before.arguments, name);
    return typeof value === 'number' ? value : Number.NaN;
  };
  const [from, to, mean, std] = [number('low'), number('high'), number('mean'), number('std')];
  const rounding = 1e-6 * (to - from);
  const isBelow = low !== undefined && (low <= from + rounding || low < mean - FAR_OUT * std);
  const isAbove = high !== undefined && (high >= to - rounding || high > mean + FAR_OUT * std);
  return isBelow && isAbove ? before : uncertain;
}
