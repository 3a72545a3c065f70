/** Distances of all points to all points, the own one among them: `sqrt(sum((x[:, None] - x[None]) ** 2, -1))`. */
import { lastPart } from '../../python/dotted-name';
import type { Bindings } from '../../python/names';
import type { CallExpression, Expression, FunctionDefinition } from '../../python/syntax';
import { enclosing, nameOfCallee, walkUnit } from '../../python/walk';
import { wordsOf } from '../../python/words';
import { sourceOf } from '../../python/source-text';
import { localValue } from './local-value';

/** Whether a root or a norm is taken of what two copies of the same points differ by, each point beside each. */
export function isDistanceToItself(call: CallExpression, name: string, bindings: Bindings): boolean {
  const [first] = call.arguments;
  if (first?.form !== 'positional') return false;
  const inner = valueIn(first.value);
  const difference = lastPart(name) === 'norm' ? inner : squaredDifference(inner);
  if (difference?.kind !== 'Binary' || difference.operator !== '-') return false;
  const [left, right] = [spreadName(difference.left), spreadName(difference.right)];
  if (left === undefined || right === undefined || left.how === right.how) return false;
  if (left.id === right.id) return true;
  return isGivenTwice(difference, left.id, right.id, bindings);
}

const valueIn = (expression: Expression): Expression => localValue(expression) ?? expression;

/** The difference in `sum((a - b) ** 2, -1)`, `(a - b).pow(2).sum(-1)`. */
function squaredDifference(total: Expression): Expression | undefined {
  if (total.kind !== 'Call' || total.callee.kind !== 'Attribute') return undefined;
  if (!/^(?:reduce_)?sum$/u.test(total.callee.name)) return undefined;
  for (const one of [total.arguments[0]?.value, total.callee.object]) {
    const square = one && squareOf(valueIn(one));
    if (square !== undefined) return valueIn(square);
  }
  return undefined;
}

function squareOf(value: Expression): Expression | undefined {
  if (value.kind === 'Binary') return value.operator === '**' ? value.left : undefined;
  if (value.kind !== 'Call' || value.callee.kind !== 'Attribute') return undefined;
  const { name, object } = value.callee;
  if (!/^(?:square|pow)$/u.test(name)) return undefined;
  const isMethod = name === 'pow' ? value.arguments.length === 1 : value.arguments.length === 0;
  return isMethod ? object : value.arguments[0]?.value;
}

/** `x` of `x[:, None]`, `x.unsqueeze(1)`, `expand_dims(x, 0)`, and how it is spread. */
function spreadName(expression: Expression): { readonly id: string; readonly how: string } | undefined {
  const value = valueIn(expression);
  const spread =
    value.kind === 'Subscript'
      ? value.object
      : value.kind === 'Call' && nameOfCallee(value) === 'unsqueeze' && value.callee.kind === 'Attribute'
        ? value.callee.object
        : value.kind === 'Call' && nameOfCallee(value) === 'expand_dims'
          ? value.arguments[0]?.value
          : undefined;
  if (spread?.kind !== 'Name') return undefined;
  const text = sourceOf(value);
  if (value.kind === 'Subscript' && !/\b(?:None|newaxis)\b/u.test(text)) return undefined;
  return { id: spread.id, how: text.replace(spread.id, '') };
}

/** `pairwise(z, z)`: the function around is called with the same points for both. */
function isGivenTwice(place: Expression, left: string, right: string, { module }: Bindings): boolean {
  const owner = enclosing(place).find((node): node is FunctionDefinition => node.kind === 'Function');
  const positions = [left, right].map((id) => owner?.parameters.findIndex(({ name }) => name === id) ?? -1);
  const [one = -1, other = -1] = positions;
  if (owner === undefined || one < 0 || other < 0) return false;
  let found = false;
  for (const unit of module.units) {
    if (!wordsOf(unit).calls(owner.name)) continue;
    walkUnit(unit, (node) => {
      if (node.kind !== 'Call' || node.callee.kind !== 'Name' || node.callee.id !== owner.name) return;
      const given = [node.arguments[one]?.value, node.arguments[other]?.value];
      found ||= given[0]?.kind === 'Name' && given[1]?.kind === 'Name' && given[0].id === given[1].id;
    });
  }
  return found;
}
