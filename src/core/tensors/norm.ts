/** The scale and the shift that a norm ends in. */
import { weightMean } from '../frameworks/variance';
import type { Initialization, OperationNode } from '../network/graph';

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
  const scale = given(step.initialization, 1);
  return { scale, shift: given(step.biasInitialization, 0) };
}
