/** `x[…]`: elements, masks, new axes, entries of dictionaries and lists. */
import { phrase } from '../phrase';
import type { Expression, SubscriptExpression } from '../python/syntax';
import { entryOf } from './dictionaries';
import type { Evaluation, Scope } from './evaluation';
import { subscriptQualified } from './qualified';
import { lookedUp, selected, sliced, unsqueezed } from './tensor-values';
import { jetOf, numberValue, Raised, Refused, type Value } from './value';

export function subscript(expression: SubscriptExpression, scope: Scope, self: Evaluation): Value {
  const object = self.evaluate(expression.object, scope);
  if (object.kind === 'nothing') return object;
  if (object.kind === 'qualified') {
    const index = self.evaluate(expression.index, scope);
    return subscriptQualified(
      object.name,
      index,
      { positional: [], keywords: new Map(), place: expression },
      self.library,
    );
  }
  if (object.kind === 'dictionary')
    return entryOf(object, self.evaluate(expression.index, scope), expression.index);
  if (object.kind === 'opaque')
    throw new Refused(phrase`\`${object.name}\` of its input is not known`, expression);
  if (object.kind === 'list' || object.kind === 'text') return item(object, expression, scope, self);
  const parts = expression.index.kind === 'Tuple' ? expression.index.elements : [expression.index];
  const [only, ...more] = parts;
  if (only && more.length === 0) return indexedOnce(object, only, expression, scope, self);
  let at: Indexed = { value: object, behind: false };
  for (const part of parts) at = indexed(at, part, expression, scope, self);
  return at.value;
}

/** `x[mask]`, where the mask decides whether anything is left, or `x` by another index. */
function indexedOnce(
  object: Value,
  part: Expression,
  expression: SubscriptExpression,
  scope: Scope,
  self: Evaluation,
): Value {
  const start: Indexed = { value: object, behind: false };
  if (part.kind === 'Slice') return indexed(start, part, expression, scope, self).value;
  const index = self.evaluate(part, scope);
  if (index.kind !== 'truth' || object.kind === 'tensor') return indexedBy(start, index, expression).value;
  self.trace.branch(index.value ? 1 : 0);
  if (!index.value) return { kind: 'nothing', place: expression };
  return object.kind === 'number' ? numberValue(jetOf(object, expression)) : { ...object };
}

function indexed(
  at: Indexed,
  part: Expression,
  expression: SubscriptExpression,
  scope: Scope,
  self: Evaluation,
): Indexed {
  if (part.kind !== 'Slice') return indexedBy(at, self.evaluate(part, scope), expression);
  const [from, to, step] = [part.lower, part.upper, part.step].map((bound) =>
    bound === undefined ? undefined : jetOf(self.evaluate(bound, scope), bound).value,
  );
  if ([from, to, step].every((bound) => bound === undefined)) return { ...at, behind: true };
  if (at.value.kind !== 'tensor' || (step !== undefined && step !== 1))
    throw new Refused(phrase`it takes single elements of its input`, expression);
  return { value: sliced(at.value, at.behind ? -1 : 0, [from, to], expression), behind: at.behind };
}

function item(
  object: Extract<Value, { kind: 'list' | 'text' }>,
  expression: SubscriptExpression,
  scope: Scope,
  self: Evaluation,
): Value {
  const items: readonly Value[] =
    object.kind === 'list' ? object.items : [...object.value].map((value) => ({ kind: 'text', value }));
  const { index } = expression;
  if (index.kind === 'Slice') {
    const bound = (part: Expression | undefined) =>
      part === undefined ? undefined : jetOf(self.evaluate(part, scope), part).value;
    const [from, to, step] = [bound(index.lower), bound(index.upper), bound(index.step)];
    self.goThrough(expression, object);
    if (step === -1 && from === undefined && to === undefined)
      return { kind: 'list', items: [...items].reverse() };
    if (step !== undefined && step !== 1) throw new Refused(phrase`this slice is not followed`, expression);
    return { kind: 'list', items: items.slice(from, to) };
  }
  const at = self.evaluate(index, scope);
  const found = at.kind === 'number' ? items.at(at.jet.value) : undefined;
  if (found) return found;
  if (at.kind === 'number') throw new Raised();
  throw new Refused(phrase`it takes single elements of its input`, expression);
}

/** A tensor between two parts of a subscript. */
interface Indexed {
  readonly value: Value;
  /** Whether an ellipsis or a whole axis came before: new axes are then put behind, else in front. */
  readonly behind: boolean;
}

function indexedBy({ value, behind }: Indexed, index: Value, expression: SubscriptExpression): Indexed {
  if (index.kind === 'opaque' && index.name === '...') return { value, behind: true };
  const axis = behind ? -1 : 0;
  if (index.kind === 'none' || (index.kind === 'qualified' && /\.newaxis$/u.test(index.name)))
    return { value: unsqueezed(value, axis, expression), behind };
  if (value.kind === 'tensor' && index.kind === 'number' && index.python)
    return { value: selected(value, axis, index.jet.value, expression), behind };
  const looked =
    index.kind === 'number' && !behind ? lookedUp(value, index.jet.value, expression) : undefined;
  if (looked) return { value: looked, behind };
  throw new Refused(phrase`it takes single elements of its input`, expression);
}
