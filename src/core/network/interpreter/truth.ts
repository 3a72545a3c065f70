/** What can be told of a value without running the program: its truth, its identity, its class. */
import { canonicalName } from '../../frameworks';
import { UNKNOWN, truth, type AlternativesValue, type DictionaryValue, type Value } from '../machine/values';
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
  if (left.kind === 'scalar' && right.kind === 'scalar') return left.value === right.value;
  if (left.kind === 'scalar' || right.kind === 'scalar') {
    const plain = left.kind === 'scalar' ? left : right;
    const other = left.kind === 'scalar' ? right : left;
    // Only None, True and False are compared with `is`; nothing of ours is one of them unless it says so.
    if (plain.kind === 'scalar' && plain.value === null) return other.kind === 'method' ? undefined : false;
    return other.kind === 'signal' || other.kind === 'parameter' || other.kind === 'method'
      ? undefined
      : false;
  }
  if (left.kind === 'external' && right.kind === 'external')
    return left.name === right.name || canonicalName(left.name) === canonicalName(right.name);
  if (left.kind === 'class' && right.kind === 'class') return left.definition === right.definition;
  if (left.kind === 'function' && right.kind === 'function') return left.definition === right.definition;
  if (left.kind === 'object' && right.kind === 'object') return left === right;
  if (left.kind === 'signal' || right.kind === 'signal') return undefined;
  if (left.kind === right.kind && (left.kind === 'list' || left.kind === 'dictionary'))
    return left === right ? true : undefined;
  return left.kind === right.kind ? undefined : false;
}

/** Lists in lists are compared this far. */
const DEEPEST_LIST = 50;

/** `left == right`. */
export function isEqual(machine: Machine, left: Value, right: Value, depth = 0): boolean | undefined {
  if (left.kind === 'list' && right.kind === 'list') {
    if (left === right && !left.open && !left.elements.some(mayBeRun)) return true;
    if (left.form !== right.form) return false;
    if (left.form === 'set') return areEqualSets(left, right);
    if (depth > DEEPEST_LIST) return undefined;
    if (left.open || right.open) return undefined;
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
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    if (typeof left.value === 'boolean' && typeof right.value === 'number')
      return Number(left.value) === right.value;
    if (typeof right.value === 'boolean' && typeof left.value === 'number')
      return Number(right.value) === left.value;
    return left.value === right.value;
  }
  if (left.kind === 'dictionary' && right.kind === 'dictionary')
    return areEqualDictionaries(machine, left, right, depth);
  // A class may say itself what is equal to its instances.
  if (hasOwnMethod(machine, left, '__eq__') || hasOwnMethod(machine, right, '__eq__')) return undefined;
  return isSame(left, right);
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
