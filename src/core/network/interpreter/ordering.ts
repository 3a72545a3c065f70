/** Order among constants: `<`, `sorted`, `min` and `max`. */
import { UNKNOWN, positional, type CallArguments, type Value } from '../machine/values';
import type { Place } from '../../python/syntax';
import { callValue } from './call';
import type { Machine } from '../machine/machine';
import { isEqual, mayBeRun, truthOf } from './truth';

/** Lists in lists are compared this far. */
const DEEPEST_LIST = 8;
/** Comparing two elements takes as long as looking through so many. */
const EFFORT_OF_COMPARISON = 32;

/** `left < right`; undefined where it cannot be told. */
export function isLess(machine: Machine, left: Value, right: Value, depth = 0): boolean | undefined {
  if (left.kind === 'scalar' && right.kind === 'scalar') {
    const [one, other] = [left.value, right.value];
    if (typeof one === 'string' && typeof other === 'string') return one < other;
    if (one === null || other === null || typeof one === 'string' || typeof other === 'string')
      return undefined;
    return Number(one) < Number(other);
  }
  if (left.kind !== 'list' || right.kind !== 'list' || left.form !== right.form) return undefined;
  if (left.form === 'set' || left.open || right.open || depth > DEEPEST_LIST) return undefined;
  const shortest = Math.min(left.elements.length, right.elements.length);
  machine.look(EFFORT_OF_COMPARISON * shortest);
  for (let index = 0; index < shortest; index += 1) {
    const [one, other] = [left.elements[index] ?? UNKNOWN, right.elements[index] ?? UNKNOWN];
    if (mayBeRun(one) || mayBeRun(other)) return undefined;
    const equal = isEqual(machine, one, other);
    if (equal === undefined) return undefined;
    if (!equal) return isLess(machine, one, other, depth + 1);
  }
  return left.elements.length < right.elements.length;
}

/** `left <= right`, for what has one order. */
export function isAtMost(machine: Machine, left: Value, right: Value): boolean | undefined {
  const greater = isLess(machine, right, left);
  return greater === undefined ? undefined : !greater;
}

interface Keyed {
  readonly element: Value;
  readonly key: Value;
}

/** Elements with what `key=` makes of them. */
function keyed(
  machine: Machine,
  elements: readonly Value[],
  key: Value | undefined,
  site: Place,
): readonly Keyed[] {
  const plain = key === undefined || (key.kind === 'scalar' && key.value === null);
  return elements.map((element) => ({
    element,
    key: plain ? element : callValue(machine, key, positional(element), site),
  }));
}

/** The elements as `sorted` puts them, equal ones in their order; undefined where two cannot be compared. */
export function inOrder(
  machine: Machine,
  elements: readonly Value[],
  { keywords }: CallArguments,
  site: Place,
): Value[] | undefined {
  if (elements.some(mayBeRun)) return undefined;
  const reverse = truthOf(machine, keywords.get('reverse') ?? { kind: 'scalar', value: false });
  if (reverse === undefined) return undefined;
  machine.look(EFFORT_OF_COMPARISON * elements.length * Math.ceil(Math.log2(elements.length + 1)));
  const rows = [...keyed(machine, elements, keywords.get('key'), site)];
  // Equal ones keep their order in either direction.
  if (reverse) rows.reverse();
  let comparable = true;
  rows.sort((one, other) => {
    const less = isLess(machine, one.key, other.key);
    const greater = isLess(machine, other.key, one.key);
    if (less === undefined || greater === undefined) comparable = false;
    return less === true ? -1 : greater === true ? 1 : 0;
  });
  if (!comparable) return undefined;
  if (reverse) rows.reverse();
  return rows.map(({ element }) => element);
}

/** The first of the smallest or largest elements; undefined where two cannot be compared. */
export function extremeOf(
  machine: Machine,
  name: 'min' | 'max',
  elements: readonly Value[],
  { keywords }: CallArguments,
  site: Place,
): Value | undefined {
  if (elements.some(mayBeRun)) return undefined;
  machine.look(EFFORT_OF_COMPARISON * elements.length);
  let best: Keyed | undefined;
  for (const candidate of keyed(machine, elements, keywords.get('key'), site)) {
    if (best === undefined) {
      best = candidate;
      continue;
    }
    const better =
      name === 'min' ? isLess(machine, candidate.key, best.key) : isLess(machine, best.key, candidate.key);
    if (better === undefined) return undefined;
    if (better) best = candidate;
  }
  return best?.element;
}
