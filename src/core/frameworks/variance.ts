/** Var(w) of an initialiser: formulas of reference/initializers.json, checked there against PyTorch's own draws. */
import type { ConstantValue } from '../python/names';
import { calculateGain } from './gain';
import type { BoundArguments, InitializerSymbol } from './symbol';
import { truncatedNormalVariance } from './truncated-normal';
import { own, put } from '../own';

/** Inputs and outputs that one weight connects, as the framework counts them; undefined where unknown. */
export interface Fans {
  readonly fanIn: number | undefined;
  readonly fanOut: number | undefined;
  /** Product of a convolution's kernel size (default 1), which both fans contain. */
  readonly receptiveField?: number;
}

/**
 * Arguments of an initialiser by what they mean: `gain`, `negative_slope`, `mode`, `nonlinearity`, `mean`, `std`, `low`, `high`, `value`,
 * `scale`, `distribution`, `sparsity`, `lower_deviations`, `upper_deviations` (bounds of a truncated normal in units of std).
 */
export type InitializerArguments = Readonly<Record<string, ConstantValue>>;

/**
 * The arguments of a call by meaning and by the API's own names (`negative_slope` and `a`), defaults and fixed values included; what cannot
 * be told is left out.
 */
export function initializerArguments(symbol: InitializerSymbol, bound: BoundArguments): InitializerArguments {
  const known: Record<string, ConstantValue> = { ...symbol.fixedArguments };
  for (const { parameter, value } of bound.byName.values()) {
    if (parameter.maps === undefined || value === undefined) continue;
    put(known, parameter.maps, value);
    put(known, parameter.name, value);
  }
  return known;
}

/** Variance of one weight, or undefined where an argument or a fan that it needs is not known, or where no single figure describes it. */
export function weightVariance(
  initializer: string,
  given: InitializerArguments,
  { fanIn, fanOut, receptiveField = 1 }: Fans,
): number | undefined {
  const number = (name: string): number | undefined => {
    const value = own(given, name);
    return typeof value === 'number' ? value : undefined;
  };
  const gain = number('gain');
  switch (initializer) {
    case 'xavier_uniform':
    case 'xavier_normal':
      return quotient(times(2, square(gain)), plus(fanIn, fanOut));
    case 'kaiming_uniform':
    case 'kaiming_normal':
      return quotient(square(kaimingGain(given)), fanOf(given['mode'], fanIn, fanOut));
    case 'lecun_uniform':
    case 'lecun_normal':
      return quotient(1, fanIn);
    case 'torch_default_linear':
      return quotient(1, times(3, fanIn));
    case 'variance_scaling':
      return quotient(number('scale'), fanOf(given['mode'], fanIn, fanOut));
    case 'orthogonal':
      // The flattened kernel is a matrix of out × (in · receptive field).
      return fanIn === undefined || fanOut === undefined
        ? undefined
        : quotient(square(gain), Math.max(fanIn, fanOut / receptiveField));
    case 'zeros':
    case 'ones':
    case 'constant':
      return 0;
    case 'normal':
      return square(number('std'));
    case 'uniform':
      return quotient(square(minus(number('high'), number('low'))), 12);
    case 'sparse':
      return times(minus(1, number('sparsity')), square(number('std')));
    case 'trunc_normal':
      return truncatedVariance(number);
    default:
      return undefined;
  }
}

/** Mean of one weight: 0 except where a constant or an interval says otherwise. */
export function weightMean(initializer: string, given: InitializerArguments): number | undefined {
  const number = (name: string): number | undefined => {
    const value = own(given, name);
    return typeof value === 'number' ? value : undefined;
  };
  switch (initializer) {
    case 'ones':
      return 1;
    case 'constant':
      return number('value');
    case 'uniform':
      return quotient(plus(number('low'), number('high')), 2);
    case 'normal':
    case 'trunc_normal':
      return number('mean');
    default:
      return 0;
  }
}

function kaimingGain(given: InitializerArguments): number | undefined {
  const { nonlinearity, negative_slope: slope } = given;
  if (typeof nonlinearity !== 'string') return undefined;
  if (nonlinearity !== 'leaky_relu') return calculateGain(nonlinearity);
  return typeof slope === 'number' ? calculateGain(nonlinearity, slope) : undefined;
}

function fanOf(
  mode: ConstantValue | undefined,
  fanIn: number | undefined,
  fanOut: number | undefined,
): number | undefined {
  if (mode === 'fan_in') return fanIn;
  if (mode === 'fan_out') return fanOut;
  if (fanIn === undefined || fanOut === undefined) return undefined;
  if (mode === 'fan_avg') return (fanIn + fanOut) / 2;
  return mode === 'fan_geo_avg' ? Math.sqrt(fanIn * fanOut) : undefined;
}

function truncatedVariance(number: (name: string) => number | undefined): number | undefined {
  const mean = number('mean');
  const std = number('std');
  if (std === undefined || !(std > 0)) return std === 0 ? 0 : undefined;
  const lower = number('lower_deviations') ?? quotient(minus(number('low'), mean), std);
  const upper = number('upper_deviations') ?? quotient(minus(number('high'), mean), std);
  if (lower === undefined || upper === undefined || !(lower < upper)) return undefined;
  return std * std * truncatedNormalVariance(lower, upper);
}

type Maybe = number | undefined;
const square = (x: Maybe): Maybe => (x === undefined ? undefined : x * x);
const plus = (x: Maybe, y: Maybe): Maybe => (x === undefined || y === undefined ? undefined : x + y);
const minus = (x: Maybe, y: Maybe): Maybe => (x === undefined || y === undefined ? undefined : x - y);
const times = (x: Maybe, y: Maybe): Maybe => (x === undefined || y === undefined ? undefined : x * y);
const quotient = (x: Maybe, y: Maybe): Maybe =>
  x === undefined || y === undefined || !(y > 0) ? undefined : x / y;
