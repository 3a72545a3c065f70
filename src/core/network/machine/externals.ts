/** Names from outside the workspace: their attributes, and what a call of them comes to. */
import { lastPart } from '../../python/dotted-name';
import { placeOf } from '../../python/place';
import type { Place } from '../../python/syntax';
import { canonicalName, symbolOf } from '../../frameworks';
import { frontEndOf, type FrontEnd } from './front-end';
import { external, real, type ExternalValue, type Value } from './values';

export interface ExternalMeaning {
  /** The name below `builtins`, for Python's own functions. */
  readonly builtin: string | undefined;
  /** Before the first and after the last dot, as the import wrote it. */
  readonly library: string;
  readonly last: string;
  readonly canonical: string;
  readonly frontEnd: FrontEnd | undefined;
  /** The canonical name after its last dot: `__init__` of `nn.Module.__init__`. */
  readonly method: string;
  /** A function that applies one, or the class of a module that does. */
  readonly isActivation: boolean;
}

/** What a library's name means, worked out when it is first asked for. */
export function meaningOf(value: ExternalValue): ExternalMeaning {
  return (value.meaning ??= readMeaning(value.name));
}

function readMeaning(name: string): ExternalMeaning {
  const canonical = canonicalName(name);
  return {
    builtin: name.startsWith('builtins.') ? name.slice('builtins.'.length) : undefined,
    library: name.slice(0, name.indexOf('.')),
    last: lastPart(name),
    canonical,
    frontEnd: frontEndOf(canonical),
    method: lastPart(canonical),
    isActivation: symbolOf(canonical)?.role === 'activation',
  };
}

export function memberOfExternal(value: ExternalValue, name: string): ExternalValue {
  const members = (value.members ??= new Map<string, ExternalValue>());
  let member = members.get(name);
  if (member === undefined) members.set(name, (member = external(`${value.name}.${name}`)));
  return member;
}

/**
 * An activation that a function gives: where another file has it in a table, it is named by the call that asks for it. What the traced document
 * itself named stays named there, whatever takes it on the way: `kwargs.pop('activation', None)`.
 */
export function namedByCall(value: Value, place: Place, traced: string): Value {
  if (value.kind === 'alternatives') {
    const options = value.options.map((option) => namedByCall(option, place, traced));
    return options.every((option, index) => option === value.options[index]) ? value : { ...value, options };
  }
  if (value.kind !== 'external' || !meaningOf(value).isActivation) return value;
  const named = value.named?.unit.uri;
  return named === place.unit.uri || named === traced ? value : { ...value, named: placeOf(place) };
}

/** An activation that the code keeps or hands on knows where it was named; everything else is as it was. */
export function namedAt(value: Value, place: Place): Value {
  if (value.kind !== 'external' || value.named !== undefined || !meaningOf(value).isActivation) return value;
  return { ...value, named: placeOf(place) };
}

const constants: ReadonlyMap<string, Value> = new Map([
  ['math.pi', real(Math.PI)],
  ['math.e', real(Math.E)],
  ['numpy.pi', real(Math.PI)],
  ['numpy.e', real(Math.E)],
]);

/** The number that a name of a library stands for, else the name itself. */
export const constantOr = (value: ExternalValue): Value => constants.get(value.name) ?? value;
