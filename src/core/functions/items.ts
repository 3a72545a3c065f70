/** What a loop goes through: a list, the keys of a dictionary, a tensor along its first axis. */
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import { keysOf } from './dictionaries';
import { slices } from './tensor-values';
import { none, Refused, type Value } from './value';

/** What a value holds; undefined for what holds nothing that is known. */
export function heldItems(value: Value | undefined, place: Place): readonly Value[] | undefined {
  if (value?.kind === 'list') return value.items;
  if (value?.kind === 'dictionary') return keysOf(value);
  return value?.kind === 'tensor' ? slices(value, place) : undefined;
}

/** The same where the order counts: that of a set is Python's own. */
export function heldInOrder(value: Value | undefined, place: Place): readonly Value[] | undefined {
  if (value?.kind === 'list' && value.unordered)
    throw new Refused(phrase`the order of a set is not known`, place);
  if (value?.kind === 'endless')
    throw new Refused(phrase`it goes through an iterator that never ends`, place);
  return heldItems(value, place);
}

/** The same one by one, for who may stop on the way. */
export function* oneByOne(value: Value, inOrder: () => readonly Value[]): Iterable<Value> {
  if (value.kind !== 'endless') yield* inOrder();
  else for (;;) yield value.next();
}

/** What a function makes of what several lists and iterators hold side by side: as long as the shortest list. */
export function sideBySide(
  all: readonly Value[],
  place: Place,
  make: (row: readonly Value[], index: number) => Value,
): Value {
  const lists = all.map((one) => (one.kind === 'endless' ? undefined : heldInOrder(one, place)));
  const lengths = lists.flatMap((list) => (list === undefined ? [] : [list.length]));
  const row = (index: number): readonly Value[] =>
    all.map((one, position) => (one.kind === 'endless' ? one.next() : (lists[position]?.[index] ?? none)));
  let count = 0;
  // Without any lists it is empty.
  if (lengths.length === 0 && all.length > 0)
    return { kind: 'endless', next: () => make(row(count), count++) };
  const length = lengths.length === 0 ? 0 : Math.min(...lengths);
  return { kind: 'list', items: Array.from({ length }, (_, index) => make(row(index), index)) };
}
