/** Setting weights: by an initialiser's call, by a method of the weight, by an argument. */
import { BoundedCache } from '../../bounded-cache';
import { initializerArguments } from '../../frameworks';
import type { ConstantValue } from '../../python/names';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import type { InitializerSymbol } from '../../frameworks/symbol';
import { asBoundArguments, bindValues } from './arguments';
import type { Machine } from '../machine/machine';
import type { CallArguments, InitializationValue, Scalar, Value } from '../machine/values';

const keys = new BoundedCache<string>(256);

/** Under which a layer keeps how a weight was set. There are few names of weights: their keys are made once. */
export function initializationKey(parameter: string): string {
  return keys.get(parameter) ?? keys.keep(parameter, `@init:${parameter}`);
}

/** Under which a layer keeps that its weight is computed from another one: `spectral_norm`. */
export const REPARAMETRIZATION = '@reparametrization';

/** Notes that a weight was set; `target` may be several. */
export function setInitialization(machine: Machine, target: Value, value: InitializationValue): void {
  setValue(machine, target, withChain(machine, value));
}

function withChain(machine: Machine, value: InitializationValue): InitializationValue {
  const chain = machine.chain();
  return chain.some(({ unit }) => unit.uri !== value.place.unit.uri) ? { ...value, chain } : value;
}

function setValue(machine: Machine, target: Value, value: InitializationValue): void {
  if (target.kind === 'parameter') {
    machine.heap.set(target.owner.attributes, initializationKey(target.name), value);
  } else if (target.kind === 'object' && target.base === 'torch.nn.Parameter') {
    machine.heap.set(target.attributes, initializationKey('weight'), value);
  } else if (target.kind === 'alternatives') {
    for (const option of target.options) setValue(machine, option, value);
  }
}

/** What a call was last read as: in a loop over a model's modules one call sets all weights, and says the same of each. */
interface Reading {
  readonly symbol: InitializerSymbol;
  readonly settings: readonly Scalar[];
  readonly value: InitializationValue;
}
const lastReadings = new WeakMap<Place, Reading>();

/** What a call of an initialiser sets its weight, which is its first argument, to. */
export function initializationOf(
  symbol: InitializerSymbol,
  given: CallArguments,
  site: Place,
): InitializationValue {
  const settings = settingsOf(given);
  if (settings === undefined) return readInitialization(symbol, given, site);
  const last = lastReadings.get(site);
  if (last?.symbol === symbol && sameScalars(last.settings, settings)) return last.value;
  const value = readInitialization(symbol, given, site);
  lastReadings.set(site, { symbol, settings, value });
  return value;
}

/** Everything beside the weight, keywords with their names and the number of values in front, where it is numbers and texts only. */
function settingsOf({ positional, keywords, open }: CallArguments): readonly Scalar[] | undefined {
  if (open || positional.length === 0) return undefined;
  const settings: Scalar[] = [positional.length];
  for (let index = 1; index < positional.length; index += 1) {
    const value = positional[index];
    if (value?.kind !== 'scalar') return undefined;
    settings.push(value.value);
  }
  for (const [name, value] of keywords) {
    if (value.kind !== 'scalar') return undefined;
    settings.push(name, value.value);
  }
  return settings;
}

const sameScalars = (one: readonly Scalar[], other: readonly Scalar[]): boolean =>
  one.length === other.length && one.every((value, index) => Object.is(value, other[index]));

function readInitialization(
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
