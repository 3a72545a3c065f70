/** What a name can stand for while a function is interpreted. Tensors are their one element: everything here is elementwise. */
import type { ClassDefinition, Place } from '../python/syntax';
import { constantJet, type Jet } from '../numerics/jet';
import { phrase, type Phrase } from '../phrase';

/** Why something cannot be plotted, and where. */
export interface Refusal {
  /** One line: `can't plot because …`. */
  readonly reason: Phrase;
  readonly place: Place;
}

/**
 * Thrown inside the interpreter only; interpret.ts turns it into a value. No Error: each of those records a stack, which took a third of
 * the time of a class whose `__init__` builds layers.
 */
export class Refused {
  constructor(
    readonly because: Phrase,
    readonly place: Place,
  ) {}
  get refusal(): Refusal {
    return { reason: phrase`can't plot because ${this.because}`, place: this.place };
  }
}

/** The function raises an error for this input, as Python would: undefined there, not a refusal. */
export class Raised extends Error {}

/** What mixes the elements of its input has no curve. */
export const severalElements = (place: Place, name: string): Refused =>
  new Refused(phrase`\`${name}\` combines several elements`, place);

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
  /** The call, for refusals. */
  readonly place: Place;
}

/**
 * One element of a tensor, or a number of Python. The object is the storage: names, attributes and views that alias a tensor hold the same
 * object, and what works in place writes into it.
 */
export interface NumberValue {
  readonly kind: 'number';
  jet: Jet;
  /** Python's own number or one of a library of immutable tensors: `+=` makes a new one. */
  readonly python?: true;
  /** All tensors of its storage that have another derivative each, itself included: `detach`, `.data`. */
  shares?: NumberValue[];
  /** One that shares its storage was written to: what it holds now is not followed. */
  stale?: true;
  /** How many names, attributes and arguments hold it. */
  held?: number;
}
export interface TruthValue {
  readonly kind: 'truth';
  value: boolean;
}

/**
 * A tensor with axes besides those of the function's input: `leading` ones in front of them (`stack`), `trailing` ones behind
 * (`x.unsqueeze(-1)`). Without `overInput` it has no others, as a grid or a table of weights.
 */
export interface TensorValue {
  readonly kind: 'tensor';
  readonly overInput: boolean;
  readonly leading: readonly number[];
  readonly trailing: readonly number[];
  /** In row-major order of the leading, then the trailing axes. A view holds the same objects. */
  readonly cells: readonly (NumberValue | TruthValue)[];
}

export type Value =
  | NumberValue
  | TruthValue
  | TensorValue
  /** The sum over all elements of the input, each of which has this term; only what takes the derivative of a sum can use it. */
  | { readonly kind: 'total'; readonly term: Jet; readonly by: string; readonly place: Place }
  /** What a mask that holds nowhere selects: no element. Computing with it gives nothing, too. */
  | { readonly kind: 'nothing'; readonly place: Place }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'none' }
  /** A list or tuple; `fields` names its items, as in what `torch.max` returns. */
  | {
      readonly kind: 'list';
      readonly items: Value[];
      readonly fields?: readonly string[];
      /** A set whose order Python alone knows. */
      readonly unordered?: true;
    }
  /** An iterator that never ends: `itertools.count()`. */
  | { readonly kind: 'endless'; readonly next: () => Value }
  | {
      readonly kind: 'dictionary';
      readonly entries: Map<number | string | boolean | null, Value>;
    }
  | { readonly kind: 'callable'; readonly name: string; readonly call: (given: CallArguments) => Value }
  /** A name of a library, not yet called. */
  | { readonly kind: 'qualified'; readonly name: string }
  | { readonly kind: 'class'; readonly definition: ClassDefinition }
  | {
      readonly kind: 'instance';
      readonly definition: ClassDefinition;
      readonly attributes: Map<string, Value>;
    }
  /** `super()` in a method of `owner`: the bases behind that class. */
  | {
      readonly kind: 'super';
      readonly owner: ClassDefinition;
      readonly instance: Extract<Value, { kind: 'instance' }>;
    }
  /** `ctx` of an autograd function. */
  | { readonly kind: 'context'; readonly attributes: Map<string, Value> }
  /** Something that may be passed around but says nothing about numbers: a dtype, a device, a context. */
  | { readonly kind: 'opaque'; readonly name: string }
  /** Known to be unknown: using it is what is refused. */
  | { readonly kind: 'unknown'; readonly because: Phrase; readonly place: Place };

export const none: Value = { kind: 'none' };
export const numberValue = (jet: Jet): NumberValue => ({ kind: 'number', jet });
export const constantValue = (value: number): NumberValue => ({ kind: 'number', jet: constantJet(value) });
/** A number as Python itself has it: `+=` does not change it for others. */
export const pythonNumber = (value: number): Value => ({
  kind: 'number',
  jet: constantJet(value),
  python: true,
});
export const truthValue = (value: boolean): TruthValue => ({ kind: 'truth', value });

/** What going through a value costs, in steps. A kilobyte of text counts as one element. */
export function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'list':
      return value.items.length;
    case 'dictionary':
      return value.entries.size;
    case 'tensor':
      return value.cells.length;
    case 'text':
      return value.value.length >>> 10;
    default:
      return 0;
  }
}

const aValue = phrase`a value`;
export const anArgument = phrase`an argument`;

/** A number for arithmetic; truth counts as 0 or 1, a list of one element as that element. */
export function jetOf(value: Value, place: Place, what = aValue): Jet {
  if (value.kind === 'number') {
    if (value.stale)
      throw new Refused(phrase`it shares its storage with a detached tensor that is written to`, place);
    return value.jet;
  }
  if (value.kind === 'truth') return constantJet(value.value ? 1 : 0);
  const only = value.kind === 'list' && value.items.length === 1 ? value.items[0] : undefined;
  if (only) return jetOf(only, place, what);
  if (value.kind === 'nothing') throw new Refused(phrase`it picks elements out by a mask`, value.place);
  if (value.kind === 'total') throw severalElements(value.place, value.by);
  const cell = value.kind === 'tensor' && value.cells.length === 1 ? value.cells[0] : undefined;
  if (cell) return jetOf(cell, place, what);
  if (value.kind === 'unknown') throw new Refused(value.because, value.place);
  throw new Refused(phrase`${what} is ${describe(value)}, not a number`, place);
}

/** What an f-string writes for a value; undefined where that is not known. */
export function textOf(value: Value): string | undefined {
  if (value.kind === 'text') return value.value;
  return value.kind === 'number' && value.python && Number.isInteger(value.jet.value)
    ? String(value.jet.value)
    : undefined;
}

export function describe(value: Value): Phrase {
  switch (value.kind) {
    case 'number':
      return phrase`a number`;
    case 'truth':
      return phrase`a truth value`;
    case 'text':
      return phrase`the string '${value.value.slice(0, 40)}'`;
    case 'none':
      return phrase`None`;
    case 'tensor':
      return phrase`a tensor of ${[...value.leading, ...(value.overInput ? ['…'] : []), ...value.trailing].join(' × ')}`;
    case 'total':
      return phrase`\`${value.by}\` of its input`;
    case 'nothing':
      return phrase`what a mask selects`;
    case 'list':
      return phrase`a list of ${String(value.items.length)}`;
    case 'endless':
      return phrase`an iterator that never ends`;
    case 'dictionary':
      return phrase`a dictionary of ${String(value.entries.size)}`;
    case 'super':
      return phrase`\`${'super()'}\``;
    case 'context':
      return phrase`\`${'ctx'}\``;
    case 'callable':
    case 'opaque':
    case 'qualified':
      return phrase`\`${value.name}\``;
    case 'class':
    case 'instance':
      return phrase`\`${value.definition.name}\``;
    case 'unknown':
      return phrase`unknown`;
  }
}

/** An argument by position or by any of its names. */
export function argument(
  given: CallArguments,
  index: number,
  ...names: readonly string[]
): Value | undefined {
  const positional = given.positional[index];
  if (positional) return positional;
  for (const name of names) {
    const value = given.keywords.get(name);
    if (value) return value;
  }
  return undefined;
}

/** None counts as not given. */
export function numberArgument(
  given: CallArguments,
  index: number,
  ...names: readonly string[]
): Jet | undefined {
  const value = argument(given, index, ...names);
  return value === undefined || value.kind === 'none' ? undefined : jetOf(value, given.place, anArgument);
}
