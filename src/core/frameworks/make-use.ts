/** Builds the record of an activation's use from what was found in the code. */
import type { Bindings } from '../python/names';
import { appendPoint } from '../python/append-point';
import { placeOf } from '../python/place';
import type { CallExpression, Expression, Place } from '../python/syntax';
import { activationCall } from './activation-call';
import { bindArguments } from './arguments';
import type { ActivationSymbol, BoundArguments } from './symbol';
import { sourceOf, type RecognisedUse } from './use';
import { put } from '../own';

/** An activation that an expression makes, and the API behind it where a call can still set its parameters. */
export interface HeldActivation {
  readonly use: RecognisedUse;
  readonly callable: ActivationSymbol | undefined;
}

/** The use of an API: `whole` is the call, or the name alone where it is not called (then it is also the `callee`). */
export function apiUse(
  symbol: ActivationSymbol,
  bound: BoundArguments,
  whole: Expression,
  callee: Expression,
  form: RecognisedUse['form'],
): RecognisedUse {
  const call = activationCall(symbol, bound);
  const parameterPlaces: Record<string, Place> = {};
  for (const [name, expression] of call.expressions) put(parameterPlaces, name, placeOf(expression));
  const input = [...bound.byName.values()].find((b) => b.parameter.role === 'input')?.expression;
  return {
    id: call.activation,
    parameters: call.parameters,
    unknownParameters: call.unknownParameters,
    api: symbol.qualifiedName,
    framework: symbol.framework,
    form,
    place: placeOf(whole),
    area: placeOf(whole),
    holes: whole === callee ? [] : inputHoles(whole, input),
    parameterPlaces,
    parameterInsertions: whole.kind === 'Call' && whole !== callee ? insertions(symbol, bound, whole) : {},
    source: sourceOf(whole),
  };
}

/** Keywords that could still be added: none where arguments are unpacked, which may hold them. */
function insertions(
  symbol: ActivationSymbol,
  bound: BoundArguments,
  call: CallExpression,
): RecognisedUse['parameterInsertions'] {
  if (bound.incomplete || call.arguments.some(({ form }) => form === 'star' || form === 'double-star'))
    return {};
  const { at, separator } = appendPoint(call);
  const place = { unit: call.unit, start: at, end: at };
  const free = symbol.parameters.flatMap(({ name, maps, variadic, role }) =>
    maps !== undefined &&
    variadic === undefined &&
    role !== 'input' &&
    bound.byName.get(name)?.expression === undefined
      ? [[maps, { place, prefix: `${separator}${name}=` }] as const]
      : [],
  );
  return Object.fromEntries(free);
}

/**
 * The use of a variable or attribute that holds an activation: its parameters stand where it was made, or in the call if what it holds is
 * itself to be called with them (`self.act = F.leaky_relu`).
 */
export function instanceUse(
  { use, callable }: HeldActivation,
  expression: Expression,
  call: CallExpression | undefined,
  bindings: Bindings,
): RecognisedUse {
  if (call !== undefined && callable !== undefined) {
    const bound = bindArguments(callable.parameters, call, (e) => bindings.constant(e));
    return apiUse(callable, bound, call, expression, callable.form);
  }
  return {
    ...use,
    form: 'instance',
    place: placeOf(expression),
    area: placeOf(call ?? expression),
    holes: call === undefined ? [] : inputHoles(call, call.arguments[0]?.value),
  };
}

/** Whether a name that is bound to this use's expression holds the activation itself; the result of a call on a tensor is a tensor. */
export function isHeld({ form }: RecognisedUse): boolean {
  return form !== 'function' && form !== 'method';
}

export function inSourceOrder(uses: readonly RecognisedUse[]): readonly RecognisedUse[] {
  return uses.toSorted((a, b) => a.place.start - b.place.start || b.place.end - a.place.end);
}

/** What computes the input is not part of the activation; a plain variable is too small to be worth leaving out. */
function inputHoles(whole: Place, input: Expression | undefined): readonly Place[] {
  if (input === undefined || input.kind === 'Name' || input.kind === 'Number') return [];
  return input.start >= whole.start && input.end <= whole.end ? [placeOf(input)] : [];
}
