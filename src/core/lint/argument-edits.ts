/** Edits of a call's arguments. */
import type { CallExpression } from '../python/syntax';
import type { Edit } from './rule';

/** Adds an argument (`bias=False`) behind the others, on a line of its own where the last has one. */
export function appendArgument(call: CallExpression, argument: string): Edit {
  const last = call.arguments[call.arguments.length - 1];
  const at = last?.end ?? call.end - 1;
  return {
    kind: 'replace',
    place: { unit: call.unit, start: at, end: at },
    newText: last === undefined ? argument : `,${spaceBefore(call, last.start)}${argument}`,
  };
}

/** The line break and indentation in front of an argument, or a space. */
function spaceBefore({ unit, start }: CallExpression, argument: number): string {
  return /\r?\n[ \t]*$/.exec(unit.text.slice(start, argument))?.[0] ?? ' ';
}
