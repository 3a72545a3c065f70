/** Edits of a call's arguments. */
import { appendPoint } from '../../python/append-point';
import type { CallExpression } from '../../python/syntax';
import type { Edit } from '../rule';

/** Adds an argument (`bias=False`) behind the others, on a line of its own where the last has one. */
export function appendArgument(call: CallExpression, argument: string): Edit {
  const { at, separator } = appendPoint(call);
  return {
    kind: 'replace',
    place: { unit: call.unit, start: at, end: at },
    newText: separator + argument,
  };
}
