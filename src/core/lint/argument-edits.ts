/** Edits of a call's arguments. */
import type { CallExpression } from '../python/syntax';
import type { Edit } from './rule';

/** Adds an argument (`bias=False`) behind the others. */
export function appendArgument(call: CallExpression, argument: string): Edit {
  const last = call.arguments[call.arguments.length - 1];
  const at = last?.end ?? call.end - 1;
  return {
    kind: 'replace',
    place: { unit: call.unit, start: at, end: at },
    newText: last === undefined ? argument : `, ${argument}`,
  };
}
