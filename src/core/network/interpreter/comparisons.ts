/** Comparisons: decided where both sides are known. */
import type { ComparisonExpression } from '../../python/syntax';
import { FALSE, TRUE, UNKNOWN, keyOf, type Scope, type Value } from '../machine/values';
import { comparedPositions } from '../data/made-tensors';
import { methodOf } from './classes';
import { evaluate } from './evaluate';
import type { Machine } from '../machine/machine';
import { knownLength, sameShape } from './known-lengths';
import { isAtMost, isLess } from './ordering';
import { isEqual, isSame, mayBeRun } from './truth';

export function compare(machine: Machine, scope: Scope, expression: ComparisonExpression): Value {
  const half = asksForHalf(machine, scope, expression);
  if (half !== undefined) return half;
  let left = knownLength(machine, evaluate(machine, scope, expression.left));
  let result: Value = TRUE;
  for (const { operator, right: rightExpression } of expression.rest) {
    const right = knownLength(machine, evaluate(machine, scope, rightExpression));
    const mask = expression.rest.length === 1 ? comparedPositions(operator, left, right) : undefined;
    if (mask !== undefined) return mask;
    const known = compareOnce(machine, left, operator, right);
    if (known === false) return FALSE;
    if (known === undefined) result = UNKNOWN;
    left = right;
  }
  return result;
}

const halves = /\.(?:float16|half|bfloat16)$/;

/** `x.dtype == torch.float16`: what nobody has turned into anything else is of 32 bits. */
function asksForHalf(
  machine: Machine,
  scope: Scope,
  { left, rest }: ComparisonExpression,
): Value | undefined {
  const [only, ...more] = rest;
  if (only === undefined || more.length > 0 || left.kind !== 'Attribute' || left.name !== 'dtype')
    return undefined;
  const isEquality = only.operator === '==' || only.operator === '!=';
  if (!isEquality || left.object.kind !== 'Name' || only.right.kind !== 'Attribute') return undefined;
  const asked = evaluate(machine, scope, only.right);
  if (asked.kind !== 'external' || !halves.test(asked.name)) return undefined;
  if (evaluate(machine, scope, left.object).kind !== 'signal') return undefined;
  return only.operator === '!=' ? TRUE : FALSE;
}

function compareOnce(machine: Machine, left: Value, operator: string, right: Value): boolean | undefined {
  const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);
  switch (operator) {
    case 'is':
      return isSame(left, right);
    case 'is not':
      return not(isSame(left, right));
    case '==':
      return sameShape(machine, left, right) ?? isEqual(machine, left, right);
    case '!=':
      return not(sameShape(machine, left, right) ?? isEqual(machine, left, right));
    case 'in':
      return contains(machine, right, left);
    case 'not in':
      return not(contains(machine, right, left));
    default: {
      if (operator === '<') return isLess(machine, left, right);
      if (operator === '>') return isLess(machine, right, left);
      return operator === '<=' ? isAtMost(machine, left, right) : isAtMost(machine, right, left);
    }
  }
}

/** Variables that nobody has set. */
const ENVIRONMENT = 'os.environ';

function contains(machine: Machine, container: Value, item: Value): boolean | undefined {
  if (container.kind === 'scalar' && typeof container.value === 'string') {
    machine.look(container.value.length);
    return item.kind === 'scalar' && typeof item.value === 'string'
      ? container.value.includes(item.value)
      : undefined;
  }
  if (container.kind === 'dictionary') {
    const key = keyOf(item);
    if (key === undefined) return undefined;
    if (container.entries.has(key)) return true;
    return container.open ? undefined : false;
  }
  if (container.kind === 'object') {
    if (methodOf(machine, container, '__contains__') !== undefined) return undefined;
    return item.kind === 'scalar' && typeof item.value === 'string' && container.attributes.has(item.value)
      ? true
      : undefined;
  }
  if (container.kind === 'external' && container.name === ENVIRONMENT)
    return machine.bothWays ? undefined : false;
  if (container.kind !== 'list') return undefined;
  machine.look(2 * container.elements.length);
  let result: boolean | undefined = container.open ? undefined : false;
  for (const element of container.elements) {
    const equal = mayBeRun(element) ? undefined : isEqual(machine, element, item);
    if (equal === true) return true;
    if (equal === undefined) result = undefined;
  }
  return result;
}
