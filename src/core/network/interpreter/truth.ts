/** What can be told of a value without running the program: its truth, its identity, its class. */
import { forSomeKind, type BySomeKinds } from '../../by-kind';
import { canonicalName } from '../../frameworks';
import {
  UNKNOWN,
  truth,
  type AlternativesValue,
  type DictionaryValue,
  type ListValue,
  type ScalarValue,
  type Value,
} from '../machine/values';
import { methodOf } from './classes';
import type { Machine } from '../machine/machine';
import { areEqualSets } from './sets';

/** Methods by which an instance says itself whether it is true. */
const ownTruths = ['__bool__', '__len__'] as const;

/** Python's truth of a value; undefined when it cannot be told. */
export function truthOf(machine: Machine, value: Value): boolean | undefined {
  switch (value.kind) {
    case 'scalar':
      return value.value !== null && value.value !== false && value.value !== 0 && value.value !== '';
    case 'list':
      if (value.elements.some((element) => !mayBeRun(element))) return true;
      return value.elements.length === 0 && !value.open ? false : undefined;
    case 'dictionary':
      return value.entries.size > 0 ? true : value.open ? undefined : false;
    case 'external':
    case 'class':
    case 'function':
    case 'bound':
    case 'method':
    case 'partial':
    case 'namespace':
      return true;
    case 'object':
      // A container without children is false; everything else is true unless it says otherwise.
      return value.class === undefined && /\.(?:Sequential|ModuleList|ModuleDict)$/.test(value.base)
        ? undefined
        : ownTruths.some((name) => methodOf(machine, value, name) !== undefined)
          ? undefined
          : true;
    case 'alternatives':
      return truthOfAll(machine, value);
    default:
      return undefined;
  }
}

function truthOfAll(machine: Machine, { options }: AlternativesValue): boolean | undefined {
  return agreement(options.map((option) => truthOf(machine, option)));
}

/** What all verdicts say; undefined where they differ or one cannot be told. */
export function agreement(verdicts: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = verdicts;
  return verdicts.every((verdict) => verdict === first) ? first : undefined;
}

export function mayBeRun(value: Value): boolean {
  return (
    value.kind === 'run' ||
    (value.kind === 'alternatives' && value.options.some((option) => option.kind === 'run'))
  );
}

/** `left is right`, undefined when it cannot be told. */
export function isSame(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'alternatives' || right.kind === 'alternatives') {
    const verdicts: (boolean | undefined)[] = [];
    for (const one of left.kind === 'alternatives' ? left.options : [left])
      for (const other of right.kind === 'alternatives' ? right.options : [right])
        verdicts.push(isSame(one, other));
    return agreement(verdicts);
  }
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left.kind === right.kind) return forSomeKind(identities, left)?.(left, right);
  if (left.kind === 'scalar') return isPlainValue(left, right);
  if (right.kind === 'scalar') return isPlainValue(right, left);
  return left.kind === 'signal' || right.kind === 'signal' ? undefined : false;
}

/** Whether something that is no literal is a literal: only None, True and False are compared with `is`. */
function isPlainValue(plain: ScalarValue, other: Value): boolean | undefined {
  if (other.kind === 'method') return undefined;
  if (plain.value === null) return false;
  return other.kind === 'signal' || other.kind === 'parameter' ? undefined : false;
}

/** Whether two values of one kind are the same thing. It cannot be told of kinds that are left out. */
const identities: BySomeKinds<Value, [Value], boolean | undefined> = {
  scalar: (left, right) => right.kind === 'scalar' && left.value === right.value,
  external: (left, right) =>
    right.kind === 'external' &&
    (left.name === right.name || canonicalName(left.name) === canonicalName(right.name)),
  class: (left, right) => right.kind === 'class' && left.definition === right.definition,
  function: (left, right) => right.kind === 'function' && left.definition === right.definition,
  object: (left, right) => left === right,
  list: (left, right) => (left === right ? true : undefined),
  dictionary: (left, right) => (left === right ? true : undefined),
};

/** Lists in lists are compared this far. */
const DEEPEST_LIST = 50;

/** `left == right`. */
export function isEqual(machine: Machine, left: Value, right: Value, depth = 0): boolean | undefined {
  if (left.kind === 'list' && right.kind === 'list') return areEqualLists(machine, left, right, depth);
  if (left.kind === 'scalar' && right.kind === 'scalar') return areEqualScalars(left.value, right.value);
  if (left.kind === 'dictionary' && right.kind === 'dictionary')
    return areEqualDictionaries(machine, left, right, depth);
  // A class may say itself what is equal to its instances.
  if (hasOwnMethod(machine, left, '__eq__') || hasOwnMethod(machine, right, '__eq__')) return undefined;
  return isSame(left, right);
}

/** Python's True is 1. */
function areEqualScalars(left: ScalarValue['value'], right: ScalarValue['value']): boolean {
  if (typeof left === 'boolean' && typeof right === 'number') return Number(left) === right;
  if (typeof right === 'boolean' && typeof left === 'number') return Number(right) === left;
  return left === right;
}

function areEqualLists(
  machine: Machine,
  left: ListValue,
  right: ListValue,
  depth: number,
): boolean | undefined {
  if (left === right && !left.open && !left.elements.some(mayBeRun)) return true;
  if (left.form !== right.form) return false;
  if (left.form === 'set') return areEqualSets(left, right);
  if (left.open || right.open || depth > DEEPEST_LIST) return undefined;
  if (left.elements.some(mayBeRun) || right.elements.some(mayBeRun)) return undefined;
  if (left.elements.length !== right.elements.length) return false;
  machine.look(EFFORT_OF_EQUALITY * left.elements.length);
  let result: boolean | undefined = true;
  for (const [index, element] of left.elements.entries()) {
    const other = right.elements[index];
    const verdict = other === undefined ? undefined : isEqual(machine, element, other, depth + 1);
    if (verdict === false) return false;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

function areEqualDictionaries(
  machine: Machine,
  left: DictionaryValue,
  right: DictionaryValue,
  depth: number,
): boolean | undefined {
  if (left === right) return true;
  if (left.open || right.open || depth > DEEPEST_LIST) return undefined;
  if (left.entries.size !== right.entries.size) return false;
  machine.look(EFFORT_OF_EQUALITY * left.entries.size);
  let result: boolean | undefined = true;
  for (const [key, value] of left.entries) {
    const other = right.entries.get(key);
    if (other === undefined) return false;
    const verdict = isEqual(machine, value, other, depth + 1);
    if (verdict === false) return false;
    if (verdict === undefined) result = undefined;
  }
  return result;
}

const hasOwnMethod = (machine: Machine, value: Value, name: string): boolean =>
  value.kind === 'object' && methodOf(machine, value, name) !== undefined;

/** Comparing two elements takes as long as looking through so many. */
const EFFORT_OF_EQUALITY = 64;

export const verdict = (value: boolean | undefined): Value => (value === undefined ? UNKNOWN : truth(value));

/** `not value`. */
export function negate(machine: Machine, value: Value): Value {
  const known = truthOf(machine, value);
  return known === undefined ? UNKNOWN : truth(!known);
}
