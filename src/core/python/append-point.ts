/** Where one more argument goes in a call. */
import type { CallExpression } from './syntax';

export interface AppendPoint {
  /** Offset in the call's unit. */
  readonly at: number;
  /** What goes in front of the argument: a comma and a space or, where the last argument stands on a line of its own, its line break. */
  readonly separator: string;
}

/** Behind the last argument: a comment or a comma after it stays where it is. */
export function appendPoint({ unit, start, end, arguments: given }: CallExpression): AppendPoint {
  const last = given[given.length - 1];
  if (last === undefined) return { at: end - 1, separator: '' };
  const space = /\r?\n[ \t]*$/.exec(unit.text.slice(start, last.start))?.[0] ?? ' ';
  return { at: last.end, separator: `,${space}` };
}
