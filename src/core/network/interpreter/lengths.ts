/** How long lists and texts may become: a loop that doubles them reaches any memory's end in a few rounds. */
import type { Machine } from '../machine/machine';
import { UNKNOWN, scalar, type Value } from '../machine/values';

/** Elements of a list or a dictionary, letters of a text that is put together. */
export const MAXIMUM_LENGTH = 10_000;

/** Appends all or, where the list would become too long, nothing, and tells which. */
export function pushAll(machine: Machine, target: Value[], added: readonly Value[]): boolean {
  if (target.length + added.length > MAXIMUM_LENGTH) return false;
  machine.copy(added.length);
  // The list may be appended to itself.
  const count = added.length;
  for (let index = 0; index < count; index += 1) target.push(added[index] ?? UNKNOWN);
  return true;
}

/** A text that was put together. */
export const textValue = (text: string): Value => (text.length > MAXIMUM_LENGTH ? UNKNOWN : scalar(text));
