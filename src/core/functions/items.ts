/** What a loop goes through: a list, the keys of a dictionary, a tensor along its first axis. */
import { phrase } from '../phrase';
import type { Place } from '../python/syntax';
import { keysOf } from './dictionaries';
import { slices } from './tensor-values';
import { Refused, type Value } from './value';

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
  return heldItems(value, place);
}
