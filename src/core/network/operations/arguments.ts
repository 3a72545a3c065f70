/** Evaluated arguments bound to the parameters of a framework's API. */
import type { ApiParameter, BoundArgument, BoundArguments } from '../../frameworks/symbol';
import type { ConstantValue } from '../../python/names';
import { constantOf } from '../machine/constants';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from '../machine/values';
import { put } from '../../own';

/** How arguments find their parameters. */
export interface Signature {
  /** Names of what may be passed by position. */
  readonly byPosition: readonly string[];
  /** Parameters' names by their own keyword and every other one. */
  readonly byKeyword: ReadonlyMap<string, string>;
}
const signatures = new WeakMap<readonly ApiParameter[], Signature>();

/** Parameters come from tables, and the same ones are bound in every call of an API: read once. */
export function signatureOf(parameters: readonly ApiParameter[]): Signature {
  let signature = signatures.get(parameters);
  if (signature === undefined) {
    const byKeyword = new Map<string, string>();
    for (const { name, aliases = [] } of parameters)
      for (const keyword of [name, ...aliases]) if (!byKeyword.has(keyword)) byKeyword.set(keyword, name);
    const byPosition = parameters.filter((p) => p.keywordOnly !== true && p.variadic === undefined);
    signature = { byPosition: byPosition.map(({ name }) => name), byKeyword };
    signatures.set(parameters, signature);
  }
  return signature;
}

/** Values of parameters that stand in no table, in their order. */
export const inOrder = (
  names: readonly string[],
  { keywords, positional }: CallArguments,
): readonly (Value | undefined)[] => names.map((name, index) => keywords.get(name) ?? positional[index]);

/** Keeps them by their names. */
export function keepInOrder(object: ObjectValue, names: readonly string[], given: CallArguments): void {
  const values = inOrder(names, given);
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (value !== undefined) object.arguments.set(name, value);
  }
}

/**
 * Values by parameter name, put into `bound`. What was not passed is absent; what may have been passed through `*` or `**` is unknown.
 */
export function bindValues(
  parameters: readonly ApiParameter[],
  given: CallArguments,
  bound = new Map<string, Value>(),
): Map<string, Value> {
  const { byPosition, byKeyword } = signatureOf(parameters);
  const count = Math.min(given.positional.length, byPosition.length);
  for (let index = 0; index < count; index += 1) {
    const [name, value] = [byPosition[index], given.positional[index]];
    if (name !== undefined && value !== undefined) bound.set(name, value);
  }
  for (const [name, value] of given.keywords) bound.set(byKeyword.get(name) ?? name, value);
  if (given.open) {
    for (const parameter of parameters) {
      if (parameter.variadic === undefined && !bound.has(parameter.name)) bound.set(parameter.name, UNKNOWN);
    }
  }
  return bound;
}

/** The same as constants, defaults filled in: what frameworks/ works with. */
export function asBoundArguments(
  parameters: readonly ApiParameter[],
  bound: ReadonlyMap<string, Value>,
): BoundArguments {
  const byName = new Map<string, BoundArgument>();
  for (const parameter of parameters) {
    if (parameter.variadic !== undefined) continue;
    const value = bound.get(parameter.name);
    byName.set(parameter.name, {
      parameter,
      expression: undefined,
      value: value === undefined ? parameter.default : constantOf(value),
    });
  }
  return { byName, incomplete: false, unexpected: [] };
}

/** Constants by parameter name, defaults included. */
export function constantArguments(
  parameters: readonly ApiParameter[],
  bound: ReadonlyMap<string, Value>,
): Record<string, ConstantValue> {
  const known: Record<string, ConstantValue> = {};
  for (const parameter of parameters) {
    if (parameter.variadic !== undefined) continue;
    const value = bound.get(parameter.name);
    const constant = value === undefined ? parameter.default : constantOf(value);
    if (constant !== undefined) put(known, parameter.name, constant);
  }
  return known;
}

/** Constants of an object's constructor; computed once, when it is first called. */
export function constantArgumentsOf(
  object: ObjectValue,
  parameters: readonly ApiParameter[],
): Readonly<Record<string, ConstantValue>> {
  return (object.constants ??= constantArguments(parameters, object.arguments));
}
