/** A call of a library name, and tables that say what such calls give. */
import { phrase } from '../../phrase';
import type { LibraryContext } from '../library';
import { Refused, type CallArguments, type Value } from '../value';

/** A call of a library name with what it is given. */
export interface NamedCall {
  readonly name: string;
  /** The first of the positional arguments. */
  readonly head: Value | undefined;
  readonly given: CallArguments;
  readonly context: LibraryContext;
}

/** Rows of names, with blanks between them, and what their calls give; undefined where a call is none that is followed. */
export type NamedCalls = readonly (readonly [names: string, give: (call: NamedCall) => Value | undefined])[];

/** What a function of one input is applied to. */
export function firstOf(given: CallArguments): Value {
  const value = given.positional[0] ?? [...given.keywords.values()][0];
  if (!value) throw new Refused(phrase`an input is missing`, given.place);
  return value;
}
