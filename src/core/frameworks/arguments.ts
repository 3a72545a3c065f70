/** Binds the arguments of a call to an API's parameters, as Python would, as far as that can be told. */
import type { ConstantValue } from '../python/names';
import type { CallExpression, Expression } from '../python/syntax';
import type { ApiParameter, BoundArgument, BoundArguments } from './symbol';

/**
 * Every parameter has an entry in `byName` unless it is variadic: with the expression at the call; or without one, where the default holds
 * (its `value` is the default) or where the argument is missing or hidden behind `*args`/`**kwargs` (its `value` is undefined).
 */
export function bindArguments(
  parameters: readonly ApiParameter[],
  call: Pick<CallExpression, 'arguments'>,
  constantOf: (expression: Expression) => ConstantValue | undefined,
): BoundArguments {
  const positional = parameters.filter((p) => p.keywordOnly !== true && p.variadic === undefined);
  const takesAnyKeyword = parameters.some((p) => p.variadic === 'keyword');
  const given = new Map<ApiParameter, Expression>();
  const unexpected: { name: string; expression: Expression }[] = [];
  let position = 0;
  let starred = false;
  let doubleStarred = false;

  for (const argument of call.arguments) {
    if (argument.form === 'star') {
      starred = true;
    } else if (argument.form === 'double-star') {
      doubleStarred = true;
    } else if (argument.form === 'keyword') {
      const name = argument.name ?? '';
      const parameter = parameters.find((p) => p.variadic === undefined && isCalled(p, name));
      if (parameter !== undefined) given.set(parameter, argument.value);
      else if (!takesAnyKeyword) unexpected.push({ name, expression: argument.value });
    } else {
      const parameter = positional[position];
      // Behind `*args` nobody knows which parameter comes next.
      if (!starred && parameter !== undefined && !given.has(parameter)) given.set(parameter, argument.value);
      position += 1;
    }
  }

  const firstHidden = starred ? positional.slice(firstStarIndex(call)) : [];
  const byName = new Map<string, BoundArgument>();
  for (const parameter of parameters) {
    if (parameter.variadic !== undefined) continue;
    const expression = given.get(parameter);
    const hidden = doubleStarred || firstHidden.includes(parameter);
    const value = expression !== undefined ? constantOf(expression) : hidden ? undefined : parameter.default;
    byName.set(parameter.name, { parameter, expression, value });
  }
  return { byName, incomplete: starred || doubleStarred, unexpected };
}

/** The arguments of an API that is named but not called there: all defaults. */
export function defaultArguments(parameters: readonly ApiParameter[]): BoundArguments {
  return bindArguments(parameters, { arguments: [] }, () => undefined);
}

function isCalled(parameter: ApiParameter, name: string): boolean {
  return parameter.name === name || (parameter.aliases?.includes(name) ?? false);
}

/** How many positional arguments stand before the first `*args`. */
function firstStarIndex(call: Pick<CallExpression, 'arguments'>): number {
  const star = call.arguments.findIndex((argument) => argument.form === 'star');
  return call.arguments.slice(0, star).filter((argument) => argument.form === 'positional').length;
}
