/** `isinstance`, decided where it can be. */
import type { OfKind } from '../../by-kind';
import { byNames } from '../../by-names';
import { lastPart } from '../../python/dotted-name';
import { symbolOf } from '../../frameworks';
import { frontEndOf } from '../machine/front-end';
import { agreement } from './truth';
import {
  isFloat,
  type AlternativesValue,
  type ClassValue,
  type ExternalValue,
  type Value,
} from '../machine/values';
import { baseOf, hasUnknownBase, isEnumeration, orderOf } from './classes';
import { meaningOf } from '../machine/externals';
import type { Machine } from '../machine/machine';
import { isInput } from './tensors';

/** Tuples of types in tuples of types are looked into this far. */
const DEEPEST_TUPLE = 8;

export function isInstance(machine: Machine, value: Value, type: Value, depth = 0): boolean | undefined {
  if (type.kind === 'list') return isInstanceOfAny(machine, value, type, depth);
  if (value.kind === 'alternatives') return areInstances(machine, value, type);
  if (type.kind === 'class') return isInstanceOfClass(value, type);
  if (type.kind !== 'external') return undefined;
  const name = meaningOf(type).canonical;
  if (name.startsWith('builtins.') || name.startsWith('typing.') || name.startsWith('collections.')) {
    return isPlain(machine, value, lastPart(name));
  }
  if (/^enum\.Enum(?:Meta|Type)$/.test(name))
    return value.kind === 'class' ? isEnumeration(value) : unlessUnknown(value);
  if (name === 'functools.partial') return value.kind === 'partial' ? true : unlessUnknown(value);
  if (/^types\.(?:Function|Lambda)Type$/.test(name)) {
    if (value.kind === 'external') return isClass(value) ? false : undefined;
    return value.kind === 'function' ? true : unlessUnknown(value);
  }
  return isOfLibrary(machine, value, name);
}

/** Whether a value is an instance of a library's class. */
function isOfLibrary(machine: Machine, value: Value, name: string): boolean | undefined {
  switch (value.kind) {
    case 'object':
      return isObjectOf(value, name);
    case 'signal':
      return isTensorOf(machine, value, name);
    case 'parameter':
      return /(?:^|\.)(?:Tensor|Parameter)$/.test(name) ? true : false;
    case 'scalar':
    case 'list':
    case 'dictionary':
    case 'function':
    case 'class':
      return false;
    default:
      return undefined;
  }
}

/** Whether an object is an instance of a framework's class. */
function isObjectOf(value: OfKind<Value, 'object'>, name: string): boolean | undefined {
  if (value.base === 'object')
    return value.class !== undefined && hasUnknownBase(value.class) ? undefined : false;
  const verdict = value.behaviour.frontEnd?.isSubclass(value.base, name);
  if (verdict === true) return true;
  if (value.class !== undefined && hasUnknownBase(value.class)) return undefined;
  // A class of the user may have a second framework base.
  if (value.class !== undefined && baseOf(value.class) !== value.base) return undefined;
  return verdict;
}

/** Whether a tensor is of a framework's class; what the model is called with may be anything. */
function isTensorOf(machine: Machine, value: OfKind<Value, 'signal'>, name: string): boolean | undefined {
  if (!/(?:^|\.)(?:Tensor|Array|ndarray)$/.test(name)) return isInput(machine, value) ? undefined : false;
  return isInput(machine, value) ? undefined : true;
}

function isInstanceOfAny(
  machine: Machine,
  value: Value,
  types: OfKind<Value, 'list'>,
  depth: number,
): boolean | undefined {
  if (depth > DEEPEST_TUPLE) return undefined;
  machine.look(EFFORT_OF_TYPE * types.elements.length);
  let result: boolean | undefined = false;
  for (const option of types.elements) {
    const verdict = isInstance(machine, value, option, depth + 1);
    if (verdict === true) return true;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

/** Whether a value is an instance of a class of the user's. */
function isInstanceOfClass(value: Value, type: ClassValue): boolean | undefined {
  if (value.kind !== 'object') return value.kind === 'unknown' || value.kind === 'signal' ? undefined : false;
  if (value.class === undefined) return false;
  if (isAncestor(type, value.class)) return true;
  return hasUnknownBase(value.class) ? undefined : false;
}

/** What is known is not of a type that only functions have. */
const unlessUnknown = (value: Value): false | undefined =>
  value.kind === 'unknown' || value.kind === 'signal' || value.kind === 'method' ? undefined : false;

/** Whether what lies outside is a class of a framework. */
function isClass(value: ExternalValue): boolean {
  const symbol = symbolOf(meaningOf(value).canonical);
  return symbol !== undefined && 'form' in symbol && symbol.form === 'module';
}

/** `issubclass(value, type)`. */
export function isSubclass(machine: Machine, value: Value, type: Value): boolean | undefined {
  if (type.kind === 'list')
    return type.elements.length === 1 && type.elements[0] !== undefined
      ? isSubclass(machine, value, type.elements[0])
      : undefined;
  if (value.kind === 'class' && type.kind === 'class')
    return isAncestor(type, value) ? true : hasUnknownBase(value) ? undefined : false;
  if (value.kind === 'external' && type.kind === 'class') return isClass(value) ? false : undefined;
  if (type.kind !== 'external') return undefined;
  const name =
    value.kind === 'class' ? baseOf(value) : value.kind === 'external' ? meaningOf(value).canonical : '';
  return frontEndOf(name)?.isSubclass(name, meaningOf(type).canonical);
}

/** Asking for one type takes as long as looking through so many elements. */
const EFFORT_OF_TYPE = 64;

function areInstances(machine: Machine, { options }: AlternativesValue, type: Value): boolean | undefined {
  return agreement(options.map((option) => isInstance(machine, option, type)));
}

const isAncestor = ({ definition }: ClassValue, of: ClassValue): boolean =>
  orderOf(of).some((ancestor) => ancestor.definition === definition);

/** Whether a value is of one of Python's own types. */
const plainTypes = byNames<(value: Value) => boolean | undefined>([
  ['str', (value) => value.kind === 'scalar' && typeof value.value === 'string'],
  ['bool', (value) => value.kind === 'scalar' && typeof value.value === 'boolean'],
  [
    'int Integral',
    (value) =>
      value.kind === 'scalar' &&
      (typeof value.value === 'boolean' || (typeof value.value === 'number' && !isFloat(value))),
  ],
  ['float', (value) => value.kind === 'scalar' && isFloat(value)],
  ['list List', (value) => value.kind === 'list' && value.form === 'list'],
  ['tuple Tuple', (value) => value.kind === 'list' && value.form === 'tuple'],
  ['set', (value) => value.kind === 'list' && value.form === 'set'],
  [
    'Sequence Iterable Collection',
    (value) => value.kind === 'list' || (value.kind === 'scalar' && typeof value.value === 'string'),
  ],
  ['dict Dict OrderedDict Mapping MutableMapping', (value) => value.kind === 'dictionary'],
  [
    'Callable',
    (value) =>
      value.kind === 'function' || value.kind === 'class' || value.kind === 'external' ? true : undefined,
  ],
  [
    'type',
    (value) => {
      if (value.kind === 'external') return isClass(value) ? true : undefined;
      return value.kind === 'class';
    },
  ],
]);

function isPlain(machine: Machine, value: Value, type: string): boolean | undefined {
  if (type === 'object') return true;
  if (value.kind === 'unknown' || value.kind === 'method') return undefined;
  if (value.kind === 'signal') return isInput(machine, value) ? undefined : false;
  return plainTypes.get(type)?.(value);
}
