/** Evaluated arguments bound to the parameters of a framework's API. */
import type { ApiParameter, BoundArgument, BoundArguments } from '../frameworks/symbol';
import type { ConstantValue } from '../python/names';
import { constantOf } from './constants';
import { UNKNOWN, type CallArguments, type ObjectValue, type Value } from './values';

/** Values by parameter name. What was not passed is absent; what may have been passed through `*` or `**` is unknown. */
export function bindValues(parameters: readonly ApiParameter[], given: CallArguments): Map<string, Value> {
  const bound = new Map<string, Value>();
  const byPosition = parameters.filter((p) => p.keywordOnly !== true && p.variadic === undefined);
  given.positional.forEach((value, index) => {
    const parameter = byPosition[index];
    if (parameter !== undefined) bound.set(parameter.name, value);
  });
  for (const [name, value] of given.keywords) {
    const parameter = parameters.find((p) => p.name === name || (p.aliases?.includes(name) ?? false));
    bound.set(parameter?.name ?? name, value);
  }
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
  for (const [name, { value }] of asBoundArguments(parameters, bound).byName) {
    if (value !== undefined) known[name] = value;
  }
  return known;
}

const ownArguments = new WeakMap<ObjectValue, Record<string, ConstantValue>>();

/** Constants of an object's constructor; computed once, when it is first called. */
export function constantArgumentsOf(
  object: ObjectValue,
  parameters: readonly ApiParameter[],
): Record<string, ConstantValue> {
  let known = ownArguments.get(object);
  if (known === undefined)
    ownArguments.set(object, (known = constantArguments(parameters, object.arguments)));
  return known;
}
