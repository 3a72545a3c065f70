/** `x[…]`: elements, masks, new axes, entries of dictionaries and lists. */
import { phrase } from '../phrase';
import type { Expression, SubscriptExpression } from '../python/syntax';
import { entryOf } from './dictionaries';
import type { Evaluation, Scope } from './evaluation';
import { subscriptQualified } from './qualified';
import { specialCall } from './special-methods';
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
  const own =
    object.kind === 'instance' && expression.index.kind !== 'Slice'
      ? specialCall(object, '__getitem__', [self.evaluate(expression.index, scope)], expression, self)
      : undefined;
  if (own) return own;
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
    if (object.kind === 'list' && object.unordered) throw new Raised();
    const taken = step === undefined || step > 0 ? items.slice(from, to) : backwards(items, from, to);
    const kept = taken.filter((_, at) => at % Math.abs(step ?? 1) === 0);
    return object.kind === 'text'
      ? { kind: 'text', value: kept.map((one) => (one.kind === 'text' ? one.value : '')).join('') }
      : { kind: 'list', items: kept };
  }
  const at = self.evaluate(index, scope);
  const found = at.kind === 'number' ? items.at(at.jet.value) : undefined;
  if (found) return found;
  if (at.kind === 'number') throw new Raised();
  throw new Refused(phrase`it takes single elements of its input`, expression);
}

/** `items[from:to:-1]`: from the end, or from `from`, down to behind `to`. */
function backwards(
  items: readonly Value[],
  from: number | undefined,
  to: number | undefined,
): readonly Value[] {
  const place = (bound: number): number => (bound < 0 ? bound + items.length : bound);
  const start = from === undefined ? items.length - 1 : Math.min(place(from), items.length - 1);
  const end = to === undefined ? -1 : place(to);
  return items.slice(end + 1, start + 1).reverse();
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
