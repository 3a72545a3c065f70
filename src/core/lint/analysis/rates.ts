/** What a loss of counts is given: their mean, which is positive, or its logarithm. */
import type { SignalNode } from '../../network/graph';
import { phrase, type Phrase } from '../../phrase';
import { lastPart } from '../../python/dotted-name';
import type { LossKind } from './losses';
import { rangeOfActivation } from './value-range';

export function rateMistake({ input }: LossKind, source: SignalNode): Phrase | undefined {
  const isRaw = source.kind === 'layer' && (source.role === 'linear' || source.role === 'conv');
  const low = isRaw ? -Infinity : lowestOf(source);
  if (low === undefined) return undefined;
  if (input === 'rate' && low < 0)
    return isRaw
      ? phrase`A rate is positive; a layer's raw output is negative in part, giving NaN. Use softplus or exp.`
      : phrase`A rate is positive; ${nameOf(source)} is negative in part, giving NaN. Use softplus or exp.`;
  if (input === 'log-rate' && low >= 0)
    return phrase`This loss applies exp itself: of ${nameOf(source)}, which is never negative, no rate is below 1. Pass the raw output.`;
  return undefined;
}

/** Undefined for what takes every value or cannot be told. */
function lowestOf(source: SignalNode): number | undefined {
  if (source.kind === 'activation') return rangeOfActivation(source)?.low;
  return isExponential(source) ? 0 : undefined;
}

const isExponential = (source: SignalNode): boolean =>
  source.kind === 'elementwise' && lastPart(source.call?.name ?? source.qualifiedName) === 'exp';

const nameOf = (source: SignalNode): string => (source.kind === 'activation' ? source.activation : 'exp');
