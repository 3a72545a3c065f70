/** Tensors that the code makes as part of the signal: positional tables, class tokens, scales of layers. */
import { weightMean, weightVariance } from '../frameworks/variance';
import type { MadeTensor } from '../network/graph';
import type { Signal } from './signal';

/** The same for every input. Undefined where its elements cannot be told. */
export function madeSignal(
  { initializer, arguments: given, instance, shape }: MadeTensor,
  index: number,
): Signal | undefined {
  if (initializer === undefined) return undefined;
  const mean = weightMean(initializer, given);
  const variance = weightVariance(initializer, given, { fanIn: undefined, fanOut: undefined });
  if (mean === undefined || variance === undefined) return undefined;
  // An axis of length 1 in front of the features: all positions get the same.
  const spread = shape === undefined ? undefined : shape.slice(0, -1).some((length) => length !== 1);
  return {
    mean,
    square: variance + mean ** 2,
    input: 0,
    position: spread === false ? 0 : variance,
    both: spread === false ? 0 : variance,
    unit: variance,
    unitAndInput: variance,
    law: undefined,
    origins: new Set([instance === undefined ? `made ${index}` : `weight ${instance}`]),
    vague: undefined,
  };
}
