/** What a figure is missing for, and where that stands. */
import type { SignalNode } from '../network/graph';
import type { Place } from '../python/syntax';
import { POSITIONS } from './moments';

/** How many positions there are; how a layer's weights and biases start, which may hang on its width; or a rule for the step. */
export type Missing = 'positions' | 'weights' | 'rule';

/** @param reason of a walk that stops */
export function missingFor(reason: string): Missing {
  if (reason === POSITIONS) return 'positions';
  return /^the (?:weights|biases|fan-in|width) of /.test(reason) ? 'weights' : 'rule';
}

/** How a layer starts is told where it is made; what becomes of a signal, where it is called. */
export const placeOfMissing = ({ place, callPlace }: SignalNode, missing: Missing): Place =>
  missing === 'weights' ? place : (callPlace ?? place);
