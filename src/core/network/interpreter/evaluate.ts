/** Values of expressions. */
import type {
  CallExpression,
  ComparisonExpression,
  ComprehensionExpression,
  Expression,
} from '../../python/syntax';
import { join } from '../join';
import {
  FALSE,
  NONE,
  TRUE,
  UNKNOWN,
  dictionary,
  keyOf,
  list,
  scalar,
  type CallArguments,
  type Scope,
  type Value,
} from '../values';
import { assign } from './assign';
import { attributeOf } from './attributes';
import { callValue } from './call';
import { bind } from './execute';
import { elementsOf } from './iterate';
import { lookUpName } from './names';
import { binaryValue, unaryValue } from './operators';
import { subscriptOf } from './subscript';
import { isEqual, isSame, mayBeRun, negate, truthOf, verdict } from './truth';
import type { Machine } from './machine';

export function evaluate(machine: Machine, scope: Scope, expression: Expression): Value {
  machine.step();
  switch (expression.kind) {
    case 'Name':
      return lookUpName(machine, scope, expression.id);
    case 'Number':
      return expression.imaginary ? UNKNOWN : scalar(expression.value);
    case 'String':
      for (const replacement of expression.replacements) evaluate(machine, scope, replacement);
      return formatted(machine, scope, expression);
    case 'Constant':
      if (expression.value === null) return NONE;
      return expression.value === true ? TRUE : expression.value === false ? FALSE : UNKNOWN;
    case 'Tuple':
    case 'List':
    case 'Set':
      return sequence(machine, scope, expression.elements, expression.kind);
    case 'Dictionary': {
      const result = dictionary();
      for (const { key, value } of expression.entries) {
        const entry = evaluate(machine, scope, value);
        if (key === undefined) spreadInto(machine, result, entry);
        else {
          const keyValue = evaluate(machine, scope, key);
          const name = keyOf(keyValue);
          if (name !== undefined && keyValue.kind === 'scalar') {
            result.entries.set(name, entry);
            result.keys.set(name, keyValue.value);
          } else {
            result.entries.set(`?${result.entries.size}`, entry);
            result.open = true;
          }
        }
      }
      return result;
    }
    case 'Unary':
      if (expression.operator === 'not') return negate(machine, evaluate(machine, scope, expression.operand));
      return unaryValue(
        machine,
        expression.operator,
        evaluate(machine, scope, expression.operand),
        expression,
      );
    case 'Binary':
      return binaryValue(
        machine,
        expression.operator,
        evaluate(machine, scope, expression.left),
        evaluate(machine, scope, expression.right),
        expression,
        false,
      );
    case 'Logical': {
      const left = evaluate(machine, scope, expression.left);
      const known = truthOf(machine, left);
      if (known !== undefined) {
        const stays = expression.operator === 'or' ? known : !known;
        return stays ? left : evaluate(machine, scope, expression.right);
      }
      const right = evaluate(machine, scope, expression.right);
      // `unknown and False` is false whatever the first is; `unknown or True` likewise is true.
      const decided = truthOf(machine, right);
      if (expression.operator === 'and' && decided === false) return FALSE;
      if (expression.operator === 'or' && decided === true && right.kind === 'scalar') return UNKNOWN;
      if (expression.operator === 'or' && left.kind === 'alternatives') {
        const kept = left.options.filter((option) => truthOf(machine, option) !== false);
        return kept.reduce((joined, option) => join(joined, option), right);
      }
      return join(left, right);
    }
    case 'Comparison':
      return compare(machine, scope, expression);
    case 'Conditional': {
      const test = truthOf(machine, evaluate(machine, scope, expression.test));
      if (test !== undefined)
        return evaluate(machine, scope, test ? expression.whenTrue : expression.whenFalse);
      const [left, right] = machine.heap.fork(
        () => evaluate(machine, scope, expression.whenTrue),
        () => evaluate(machine, scope, expression.whenFalse),
        () => 'all',
      );
      return join(left, right);
    }
    case 'Lambda':
      return {
        kind: 'function',
        definition: expression,
        scope,
        owner: undefined,
        binding: 'plain',
        defaults: new Map(
          expression.parameters.flatMap((parameter) =>
            parameter.defaultValue === undefined
              ? []
              : [[parameter.name, evaluate(machine, scope, parameter.defaultValue)] as const],
          ),
        ),
      };
    case 'Call':
      return evaluateCall(machine, scope, expression);
    case 'Attribute':
      return attributeOf(machine, evaluate(machine, scope, expression.object), expression.name, expression);
    case 'Subscript':
      return subscriptOf(
        machine,
        scope,
        evaluate(machine, scope, expression.object),
        expression.index,
        expression,
      );
    case 'Named': {
      const value = evaluate(machine, scope, expression.value);
      assign(machine, scope, expression.target, value);
      return value;
    }
    case 'Await':
      return evaluate(machine, scope, expression.value);
    case 'Yield': {
      const value = expression.value === undefined ? NONE : evaluate(machine, scope, expression.value);
      const frame = machine.frames[machine.frames.length - 1];
      if (expression.from) frame?.yields.push(...elementsOf(machine, value).elements);
      else frame?.yields.push(value);
      return UNKNOWN;
    }
    case 'Comprehension':
      return comprehension(machine, scope, expression);
    case 'Slice':
    case 'Starred':
    case 'Missing':
      return UNKNOWN;
  }
}

/** An f-string whose parts are all known; anything else with replacements is unknown. */
function formatted(
  machine: Machine,
  scope: Scope,
  expression: Extract<Expression, { kind: 'String' }>,
): Value {
  if (expression.value !== undefined) return expression.bytes ? UNKNOWN : scalar(expression.value);
  const { unit, start, end, replacements } = expression;
  const source = unit.text.slice(start, end);
  const opening = /^[fF]("""|'''|"|')/.exec(source);
  if (opening === null || !source.endsWith(opening[1] ?? '')) return UNKNOWN;
  let text = '';
  let position = start + opening[0].length;
  for (const replacement of replacements) {
    const value = evaluate(machine, scope, replacement);
    const before = unit.text.slice(position, replacement.start);
    const after = unit.text.slice(replacement.end, end);
    if (value.kind !== 'scalar' || value.value === null || typeof value.value === 'boolean') return UNKNOWN;
    if (!before.endsWith('{') || !after.startsWith('}')) return UNKNOWN;
    text += before.slice(0, -1) + String(value.value);
    position = replacement.end + 1;
  }
  text += unit.text.slice(position, end - (opening[1]?.length ?? 1));
  return /[\\{}]/.test(text) ? UNKNOWN : scalar(text);
}

function sequence(
  machine: Machine,
  scope: Scope,
  elements: readonly Expression[],
  kind: 'Tuple' | 'List' | 'Set',
): Value {
  const values: Value[] = [];
  let open = false;
  for (const element of elements) {
    if (element.kind === 'Starred') {
      const spread = elementsOf(machine, evaluate(machine, scope, element.value));
      values.push(...spread.elements);
      if (!spread.known && !spread.elements.some(mayBeRun)) open = true;
    } else values.push(evaluate(machine, scope, element));
  }
  return list(values, kind === 'Tuple' ? 'tuple' : kind === 'Set' ? 'set' : 'list', open);
}

export function spreadInto(machine: Machine, target: ReturnType<typeof dictionary>, value: Value): void {
  if (value.kind === 'dictionary') {
    for (const [key, entry] of value.entries) {
      machine.heap.setEntry(target, key, value.keys.get(key) ?? null, entry);
    }
    target.open ||= value.open;
  } else if (value.kind === 'alternatives') {
    for (const option of value.options) spreadInto(machine, target, option);
  } else target.open = true;
}

function compare(machine: Machine, scope: Scope, expression: ComparisonExpression): Value {
  let left = evaluate(machine, scope, expression.left);
  let result: Value = TRUE;
  for (const { operator, right: rightExpression } of expression.rest) {
    const right = evaluate(machine, scope, rightExpression);
    const known = compareOnce(left, operator, right);
    if (known === false) return FALSE;
    if (known === undefined) result = UNKNOWN;
    left = right;
  }
  return result;
}

function compareOnce(left: Value, operator: string, right: Value): boolean | undefined {
  const not = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);
  switch (operator) {
    case 'is':
      return isSame(left, right);
    case 'is not':
      return not(isSame(left, right));
    case '==':
      return isEqual(left, right);
    case '!=':
      return not(isEqual(left, right));
    case 'in':
      return contains(right, left);
    case 'not in':
      return not(contains(right, left));
    default: {
      if (left.kind !== 'scalar' || right.kind !== 'scalar') return undefined;
      const one = left.value;
      const other = right.value;
      const comparable =
        (typeof one === 'number' && typeof other === 'number') ||
        (typeof one === 'string' && typeof other === 'string');
      if (!comparable) return undefined;
      if (operator === '<') return one < other;
      if (operator === '>') return one > other;
      return operator === '<=' ? one <= other : one >= other;
    }
  }
}

function contains(container: Value, item: Value): boolean | undefined {
  if (container.kind === 'scalar' && typeof container.value === 'string') {
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
    return item.kind === 'scalar' && typeof item.value === 'string' && container.attributes.has(item.value)
      ? true
      : undefined;
  }
  if (container.kind !== 'list') return undefined;
  let result: boolean | undefined = container.open ? undefined : false;
  for (const element of container.elements) {
    const equal = mayBeRun(element) ? undefined : isEqual(element, item);
    if (equal === true) return true;
    if (equal === undefined) result = undefined;
  }
  return result;
}

function comprehension(machine: Machine, outer: Scope, expression: ComprehensionExpression): Value {
  const scope: Scope = {
    variables: new Map(),
    parent: outer,
    namespace: outer.namespace,
    elsewhere: new Map(),
    unit: outer.unit,
  };
  const elements: Value[] = [];
  const mapping = dictionary();
  let open = false;
  const run = (level: number): void => {
    const clause = expression.clauses[level];
    if (clause === undefined) {
      const element = evaluate(machine, scope, expression.element);
      if (expression.form !== 'dictionary') {
        elements.push(element);
        return;
      }
      const value = expression.value === undefined ? UNKNOWN : evaluate(machine, scope, expression.value);
      const key = keyOf(element);
      if (key !== undefined && element.kind === 'scalar') {
        mapping.entries.set(key, value);
        mapping.keys.set(key, element.value);
      } else {
        mapping.entries.set(`?${mapping.entries.size}`, value);
        mapping.open = true;
      }
      return;
    }
    const spread = elementsOf(machine, evaluate(machine, level === 0 ? outer : scope, clause.iterable));
    if (!spread.known) open = true;
    for (const element of spread.elements) {
      if (elements.length > 10_000) {
        open = true;
        return;
      }
      if (mayBeRun(element) && element.kind === 'alternatives' && element.options.some(isEmptyRun)) {
        // Kept as a choice: what only some branches put into the list.
        const options = element.options.map((option) => {
          if (option.kind !== 'run') return option;
          const start = elements.length;
          for (const inner of option.elements) {
            assign(machine, scope, clause.target, inner);
            run(level + 1);
          }
          return { kind: 'run', elements: elements.splice(start) } as const;
        });
        elements.push({ kind: 'alternatives', options });
        continue;
      }
      for (const inner of flatRuns(element)) {
        assign(machine, scope, clause.target, inner);
        const passes = clause.conditions.every((condition) => {
          const known = truthOf(machine, evaluate(machine, scope, condition));
          if (known === undefined) open = true;
          return known !== false;
        });
        if (passes) run(level + 1);
      }
    }
  };
  const objects = machine.objects.length;
  run(0);
  if (open && machine.objects.length > objects) machine.followed = false;
  mapping.open ||= open;
  if (expression.form === 'dictionary') return mapping;
  return list(elements, expression.form === 'set' ? 'set' : 'list', open && !elements.some(mayBeRun));
}

const isEmptyRun = (value: Value): boolean => value.kind === 'run';

function flatRuns(value: Value): readonly Value[] {
  if (value.kind === 'run') return value.elements;
  if (value.kind === 'alternatives' && mayBeRun(value)) return value.options.flatMap(flatRuns);
  return [value];
}

export function evaluateCall(machine: Machine, scope: Scope, expression: CallExpression): Value {
  const callee = evaluate(machine, scope, expression.callee);
  const given: CallArguments = evaluateArguments(machine, scope, expression);
  // `super()` and `locals()` need to know where they stand.
  return callValue(machine, callee, given, expression, scope);
}

function evaluateArguments(machine: Machine, scope: Scope, expression: CallExpression): CallArguments {
  const values: Value[] = [];
  const keywords = new Map<string, Value>();
  let open = false;
  for (const argument of expression.arguments) {
    const value = evaluate(machine, scope, argument.value);
    if (argument.form === 'keyword' && argument.name !== undefined) keywords.set(argument.name, value);
    else if (argument.form === 'positional') {
      if (!open) values.push(value);
    } else if (argument.form === 'star') {
      const spread = elementsOf(machine, value);
      values.push(...spread.elements);
      if (!spread.known && !spread.elements.some(mayBeRun)) open = true;
    } else if (value.kind === 'dictionary') {
      for (const [key, entry] of value.entries) {
        const name = value.keys.get(key);
        if (typeof name === 'string') keywords.set(name, entry);
      }
      if (value.open) open = true;
    } else open = true;
  }
  return { positional: values, keywords, open };
}

export const bindName = bind;
export const verdictValue = verdict;
