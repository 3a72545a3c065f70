/** The scale and the shift that a norm ends in. */
import { weightMean, weightVariance } from '../frameworks/variance';
import type { Initialization, OperationNode } from '../network/graph';

/** The RMS of scales that are drawn: `normal_(1, 0.02)`. */
function drawn(initialization: Initialization | undefined): number | undefined {
  if (initialization === undefined || !/^(?:normal|uniform)$/.test(initialization.initializer))
    return undefined;
  const { initializer, arguments: given } = initialization;
  const mean = weightMean(initializer, given);
  const variance = weightVariance(initializer, given, { fanIn: undefined, fanOut: undefined });
  return mean === undefined || variance === undefined ? undefined : Math.sqrt(variance + mean ** 2);
}

/** Undefined for what cannot be told. */
export function scaleOf(step: OperationNode): {
  readonly scale: number | undefined;
  readonly shift: number | undefined;
} {
  const given = (initialization: Initialization | undefined, fallback: number): number | undefined => {
    if (initialization === undefined) return fallback;
    const fixed = /^(?:zeros|ones|constant)$/.test(initialization.initializer);
    return fixed ? weightMean(initialization.initializer, initialization.arguments) : undefined;
  };
  const scale = given(step.initialization, 1) ?? drawn(step.initialization);
  return { scale, shift: given(step.biasInitialization, 0) };
}
