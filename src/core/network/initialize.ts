/** Setting weights: by an initialiser's call, by a method of the weight, by an argument. */
import { initializerArguments } from '../frameworks';
import type { ConstantValue } from '../python/names';
import type { Place } from '../python/syntax';
import type { InitializerSymbol } from '../frameworks/symbol';
import { asBoundArguments, bindValues } from './arguments';
import type { Machine } from './interpreter/machine';
import { placeOf } from './steps';
import type { CallArguments, InitializationValue, Value } from './values';

const keys = new Map<string, string>();
const MOST_KEYS = 256;

/** Under which a layer keeps how a weight was set. There are few names of weights: their keys are made once. */
export function initializationKey(parameter: string): string {
  let key = keys.get(parameter);
  if (key === undefined) {
    key = `@init:${parameter}`;
    if (keys.size < MOST_KEYS) keys.set(parameter, key);
  }
  return key;
}

/** Notes that a weight was set; `target` may be several. */
export function setInitialization(machine: Machine, target: Value, value: InitializationValue): void {
  if (target.kind === 'parameter') {
    machine.heap.set(target.owner.attributes, initializationKey(target.name), value);
  } else if (target.kind === 'object' && target.base === 'torch.nn.Parameter') {
    machine.heap.set(target.attributes, initializationKey('weight'), value);
  } else if (target.kind === 'alternatives') {
    for (const option of target.options) setInitialization(machine, option, value);
  }
}

/** What a call of an initialiser sets its weight to. */
export function initializationOf(
  symbol: InitializerSymbol,
  given: CallArguments,
  site: Place,
): InitializationValue {
  const bound = bindValues(symbol.parameters, given);
  const constants = asBoundArguments(symbol.parameters, bound);
  const uncertain = symbol.parameters.some(
    (parameter) => parameter.maps !== undefined && constants.byName.get(parameter.name)?.value === undefined,
  );
  return {
    kind: 'initialization',
    initializer: symbol.initializer,
    place: placeOf(site),
    arguments: initializerArguments(symbol, constants),
    certain: !uncertain,
  };
}

/** A weight that is set by hand: `w.data.normal_(0, 0.01)`. */
export function plainInitialization(
  initializer: string,
  given: Readonly<Record<string, ConstantValue>>,
  site: Place,
): InitializationValue {
  return { kind: 'initialization', initializer, place: placeOf(site), arguments: given, certain: true };
}
