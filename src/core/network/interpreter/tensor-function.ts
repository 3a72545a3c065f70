/** Functions that do to their first argument what a tensor's method of the same name does to the tensor. */
import { lastPart } from '../../python/dotted-name';
import type { Place } from '../../python/syntax';
import { isMade, madeMethod } from '../data/made-tensors';
import { detached, type WrittenCall } from '../machine/given';
import type { Machine } from '../machine/machine';
import { UNKNOWN, valuesOf, type CallArguments, type Value } from '../machine/values';
import { applyOperation } from '../operations/steps';
import { tensorOperation } from './tensor-operations';

/**
 * What `torch.mean(x, 1)`, `tf.reshape(x, …)` or `keras.ops.exp(x)` gives, by the last part of the name; undefined for names that
 * no tensor has. `written` is the call as shapes read it.
 */
export function tensorFunction(
  machine: Machine,
  name: string,
  given: CallArguments,
  site: Place,
  written?: WrittenCall,
): Value | undefined {
  const operation = tensorOperation(lastPart(name));
  if (operation === undefined) return undefined;
  if (operation === 'same') return given.positional[0] ?? UNKNOWN;
  if (operation === 'detached') return detached(given.positional[0] ?? UNKNOWN);
  if (operation === 'none' || operation === 'whole') return UNKNOWN;
  const values = valuesOf(given);
  const [first, ...rest] = given.positional;
  if (first !== undefined && isMade(first) && machine.graph.nodesOfAll(values).length === 0) {
    const made = madeMethod(first, lastPart(name), { ...given, positional: rest });
    if (made !== undefined) return made;
  }
  return applyOperation(machine, operation, values, site, undefined, undefined, written);
}
