/** Whether a function of the file gives back a function: one that it defines, one of a table, or what is known as one. */
import type { Expression, FunctionDefinition, SourceModule, Statement } from '../python/syntax';
import { moduleExpression } from './module-names';

const deepest = 10;

/** @param isOne whether a name, an attribute or a call that the function does not set itself is a function */
export function givesBack(
  definition: FunctionDefinition,
  module: SourceModule,
  isOne: (expression: Expression) => boolean,
): boolean {
  const returned = returnsIn(definition.body);
  const inside = { definition, module, isOne };
  return (
    returned.length > 0 && returned.every((value) => value !== undefined && isFunction(value, inside, 0))
  );
}

interface Inside {
  readonly definition: FunctionDefinition;
  readonly module: SourceModule;
  readonly isOne: (expression: Expression) => boolean;
}

/** What the returns of a body give back, without those of functions inside it. */
function returnsIn(body: readonly Statement[]): readonly (Expression | undefined)[] {
  return body.flatMap((statement): readonly (Expression | undefined)[] => {
    switch (statement.kind) {
      case 'Return':
        return [statement.value];
      case 'If':
      case 'For':
      case 'While':
        return returnsIn([...statement.body, ...statement.orElse]);
      case 'With':
        return returnsIn(statement.body);
      case 'Try':
        return returnsIn([
          ...statement.body,
          ...statement.handlers.flatMap((handler) => handler.body),
          ...statement.orElse,
        ]);
      case 'Match':
        return returnsIn(statement.cases.flatMap((one) => one.body));
      default:
        return [];
    }
  });
}

function isFunction(expression: Expression, inside: Inside, depth: number): boolean {
  const within = (other: Expression): boolean => isFunction(other, inside, depth + 1);
  if (depth > deepest) return false;
  switch (expression.kind) {
    case 'Lambda':
      return true;
    case 'Conditional':
      return within(expression.whenTrue) && within(expression.whenFalse);
    case 'Subscript':
      return isTable(expression.object, inside, within);
    case 'Name': {
      const made = assignedInside(expression.id, inside.definition);
      if (made === 'function') return true;
      return made === undefined ? inside.isOne(expression) : within(made);
    }
    case 'Attribute':
      return inside.isOne(expression);
    case 'Call': {
      const { callee } = expression;
      if (callee.kind === 'Attribute' && callee.name === 'get' && isTable(callee.object, inside, within))
        return true;
      return inside.isOne(expression);
    }
    default:
      return false;
  }
}

/** What a function assigns to a name of its own in its own lines, if it does that once. */
function assignedInside(name: string, { body }: FunctionDefinition): Expression | 'function' | undefined {
  const found = body.flatMap((statement): readonly (Expression | 'function' | undefined)[] => {
    if (statement.kind === 'Function') return statement.name === name ? ['function'] : [];
    if (statement.kind !== 'Assign') return [];
    return statement.targets.some((target) => target.kind === 'Name' && target.id === name)
      ? [statement.value]
      : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** Whether a dictionary in view holds functions alone. */
function isTable(
  table: Expression,
  { definition, module }: Inside,
  isHeld: (value: Expression) => boolean,
): boolean {
  const made = table.kind === 'Name' ? assignedInside(table.id, definition) : undefined;
  const named = table.kind === 'Name' ? (made ?? moduleExpression(module, table.id)) : table;
  return (
    named !== undefined &&
    named !== 'function' &&
    named.kind === 'Dictionary' &&
    named.entries.every(({ key, value }) => key !== undefined && isHeld(value))
  );
}
