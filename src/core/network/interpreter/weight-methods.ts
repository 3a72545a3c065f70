/** Methods of weights of one's own: `self.weight.to(x.dtype).t()` is a weight still. */
import type { Place } from '../../python/syntax';
import { drawnInPlace, uncertain } from '../data/distributions';
import { borrowsShape, madeMethod, madeValue } from '../data/made-tensors';
import { madeOf } from '../machine/given';
import type { Machine } from '../machine/machine';
import { NO_ARGUMENTS, valuesOf, type CallArguments, type ObjectValue, type Value } from '../machine/values';
import { applyOperation } from '../operations/steps';
import { plainInitialization, setInitialization } from '../operations/initialize';
import { derivedWeight, isParameter, isWeight, weightBehind } from '../operations/weights-by-hand';
import { tensorOperation } from './tensor-operations';

const inPlace = /[a-z]_$/;
/** Methods that end alike and leave the numbers as they are. */
const laysOut =
  /^(?:requires_grad|detach|share_memory|unsqueeze|squeeze|t|transpose|swapaxes|swapdims|resize)_$/;

/** Undefined for what is no weight and for what a weight's methods say of it: sizes, sums, ways to start it. */
export function weightMethod(
  machine: Machine,
  object: ObjectValue,
  name: string,
  given: CallArguments,
  site: Place,
): Value | undefined {
  if (!isWeight(object)) return undefined;
  if (isParameter(object) && inPlace.test(name) && !laysOut.test(name)) {
    const drawn = drawnInPlace(madeOf(object) ?? uncertain, name, given) ?? uncertain;
    const start = plainInitialization(drawn.initializer ?? 'unknown', drawn.arguments, site);
    setInitialization(machine, object, start);
    return object;
  }
  const operation = tensorOperation(name);
  if (operation === 'same' || operation === 'detached') return object;
  if (typeof operation !== 'object' || name.endsWith('_')) return undefined;
  const inputs = borrowsShape(name) ? [object] : [object, ...valuesOf(given)];
  if (machine.graph.nodesOfAll(inputs).length > 0) return applyOperation(machine, operation, inputs, site);
  const made = madeValue(object, site);
  return weightBehind(operation.kind, inputs, made && madeMethod(made, name, given));
}

/** `weight.T` */
export function transposedWeight(object: ObjectValue, site: Place): ObjectValue {
  const made = madeValue(object, site);
  return derivedWeight(object, made && madeMethod(made, 't', NO_ARGUMENTS));
}
