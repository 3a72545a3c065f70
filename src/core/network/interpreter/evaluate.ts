/** Values of expressions. */
import { forKind, type ByKind, type OfKind } from '../../by-kind';
import type {
  CallExpression,
  ConditionalExpression,
  Expression,
  LambdaExpression,
} from '../../python/syntax';
import { partsOfFormatString } from '../../python/format-string';
import { join, joinAll } from '../machine/join';
import {
  FALSE,
  NONE,
  NO_ARGUMENTS,
  NO_KEYWORDS,
  TRUE,
  UNKNOWN,
  dictionary,
  external,
  keyOf,
  list,
  real,
  scalar,
  type AlternativesValue,
  type CallArguments,
  type FunctionValue,
  type Scope,
  type Value,
} from '../machine/values';
import { assign } from './assign';
import { compare } from './comparisons';
import { comprehension } from './comprehensions';
import { attributeOf } from './attributes';
import { callValue } from './call';
import { defaultsOf } from './execute';
import { elementsOf } from './iterate';
import { pushAll, textValue } from './lengths';
import { lookUpName } from './names';
import { narrow, narrowedBy } from './narrowing';
import { binaryValue, unaryValue } from './operators';
import { distinct } from './sets';
import { subscriptOf } from './subscript';
import { textOf } from './text';
import { goesBothWays } from './callers';
import { isTensorMethod } from './tensors';
import { mayBeRun, negate, truthOf } from './truth';
import { namedAt, namedByCall } from '../machine/externals';
import { tableCalled } from '../machine/front-end';
import { isUncounted, lengthsOf, lengthsValue, type LengthPart } from '../machine/lengths';
import type { Machine } from '../machine/machine';

/**
 * A function that is called at every step has no closures: they would make its arguments live on the heap at every call. What needs them,
 * here and in what this calls, is a function of its own.
 */
export function evaluate(machine: Machine, scope: Scope, expression: Expression): Value {
  machine.step();
  if (expression.kind === 'Name') return namedAt(lookUpName(machine, scope, expression.id), expression);
  if (expression.kind === 'Number') {
    if (expression.imaginary) return UNKNOWN;
    return expression.integer ? scalar(expression.value) : real(expression.value);
  }
  if (!machine.deeper()) return UNKNOWN;
  const value = evaluateParts(machine, scope, expression);
  machine.nesting -= 1;
  return value;
}

type Composed = Exclude<Expression, { kind: 'Name' | 'Number' }>;

const evaluateSequence = (
  expression: OfKind<Composed, 'Tuple' | 'List' | 'Set'>,
  machine: Machine,
  scope: Scope,
): Value => sequence(machine, scope, expression.elements, expression.kind);

const unknownValue = (): Value => UNKNOWN;

/** The value of each form of expression. */
const evaluators: ByKind<Composed, [Machine, Scope], Value> = {
  String: (expression, machine, scope) => {
    for (const replacement of expression.replacements) evaluate(machine, scope, replacement);
    return formatted(machine, scope, expression);
  },
  Constant: (expression) => {
    if (expression.value === null) return NONE;
    return expression.value === true ? TRUE : expression.value === false ? FALSE : UNKNOWN;
  },
  Tuple: evaluateSequence,
  List: evaluateSequence,
  Set: evaluateSequence,
  Dictionary: (expression, machine, scope) => {
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
  },
  Unary: (expression, machine, scope) => {
    if (expression.operator === 'not') return negate(machine, evaluate(machine, scope, expression.operand));
    return unaryValue(machine, expression.operator, evaluate(machine, scope, expression.operand), expression);
  },
  Binary: (expression, machine, scope) =>
    binaryValue(
      machine,
      expression.operator,
      evaluate(machine, scope, expression.left),
      evaluate(machine, scope, expression.right),
      expression,
      false,
    ),
  Logical: (expression, machine, scope) => {
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
    if (expression.operator === 'or' && machine.bothWays && left.kind === 'unknown' && isCallable(right))
      return right;
    if (expression.operator === 'or' && left.kind === 'alternatives')
      return joinAll(machine, [right, ...optionsThatMayHold(machine, left)]);
    return join(machine, left, right);
  },
  Comparison: (expression, machine, scope) => compare(machine, scope, expression),
  Conditional: (expression, machine, scope) => {
    const tested = evaluate(machine, scope, expression.test);
    const test = truthOf(machine, tested) ?? choiceOfName(machine, scope, expression, tested);
    if (test !== undefined && !goesBothWays(machine, scope, expression.test)) {
      const way = test ? expression.whenTrue : expression.whenFalse;
      machine.take(way);
      return evaluate(machine, scope, way);
    }
    machine.take(expression.whenTrue);
    machine.take(expression.whenFalse);
    return eitherOf(machine, scope, expression);
  },
  Lambda: (expression, machine, scope) => lambdaValue(machine, scope, expression),
  Call: (expression, machine, scope) => evaluateCall(machine, scope, expression),
  Attribute: (expression, machine, scope) => {
    const object = evaluate(machine, scope, expression.object);
    const value = attributeOf(machine, object, expression.name, expression);
    if (value.kind === 'method' && object.kind === 'signal' && !isTensorMethod(expression.name))
      machine.graph.stop('attribute', object, expression);
    return namedAt(value, expression);
  },
  Subscript: (expression, machine, scope) => {
    const object = evaluate(machine, scope, expression.object);
    const item = subscriptOf(machine, scope, object, expression.index, expression);
    const value = fromTable(machine, scope, expression, item) ?? item;
    if (value === UNKNOWN) machine.graph.stop('item', object, expression);
    // An activation of another file's table is named by the question for it.
    const { uri } = machine.modules.main;
    return expression.unit.uri === uri ? namedByCall(value, expression, uri) : value;
  },
  Named: (expression, machine, scope) => {
    const value = evaluate(machine, scope, expression.value);
    assign(machine, scope, expression.target, value);
    return value;
  },
  Await: (expression, machine, scope) => evaluate(machine, scope, expression.value),
  Yield: (expression, machine, scope) => {
    const value = expression.value === undefined ? NONE : evaluate(machine, scope, expression.value);
    const frame = machine.frames[machine.frames.length - 1];
    if (expression.from && frame !== undefined)
      pushAll(machine, frame.yields, elementsOf(machine, value).elements);
    else frame?.yields.push(value);
    return UNKNOWN;
  },
  Comprehension: (expression, machine, scope) => comprehension(machine, scope, expression),
  Slice: unknownValue,
  Starred: unknownValue,
  Missing: (_expression, machine) => {
    machine.followed = false;
    return UNKNOWN;
  },
};

/** `ACT2FN['silu']` of a table whose function is a kernel of the user's: what its key names in the table that it stands for. */
function fromTable(
  machine: Machine,
  scope: Scope,
  { object, index }: OfKind<Composed, 'Subscript'>,
  item: Value,
): Value | undefined {
  const called = item.kind === 'partial' ? item.callee : item;
  if (object.kind !== 'Name' || (called.kind !== 'function' && item !== UNKNOWN)) return undefined;
  const table = tableCalled(object.id);
  return table === undefined ? undefined : subscriptOf(machine, scope, external(table), index, object);
}

function evaluateParts(machine: Machine, scope: Scope, expression: Composed): Value {
  return forKind(evaluators, expression)(expression, machine, scope);
}

/** `given or tf.nn.swish`: of what nobody in view gives, what stands in for it is what is known. */
const isCallable = ({ kind }: Value): boolean =>
  kind === 'external' || kind === 'function' || kind === 'class' || kind === 'partial';

function optionsThatMayHold(machine: Machine, { options }: AlternativesValue): readonly Value[] {
  return options.filter((option) => truthOf(machine, option) !== false);
}

/** `gelu if config.gelu else relu`: a flag that chooses one of two names chooses the one that it does by default. */
function choiceOfName(
  machine: Machine,
  scope: Scope,
  { whenTrue, whenFalse }: ConditionalExpression,
  tested: Value,
): boolean | undefined {
  const byDefault = machine.defaultOfFlag(tested);
  if (byDefault === undefined) return undefined;
  const isName = (way: Expression): boolean =>
    (way.kind === 'Name' || way.kind === 'Attribute') && evaluate(machine, scope, way).kind === 'external';
  return isName(whenTrue) && isName(whenFalse) ? byDefault : undefined;
}

function eitherOf(machine: Machine, scope: Scope, expression: ConditionalExpression): Value {
  const narrowed = narrowedBy(machine, scope, expression.test);
  const way = (holds: boolean): Value => {
    narrow(machine, scope, narrowed, holds);
    return evaluate(machine, scope, holds ? expression.whenTrue : expression.whenFalse);
  };
  const [left, right] = machine.heap.fork(
    () => way(true),
    () => way(false),
    () => 'all',
  );
  // Figures are those of training; layers are followed both ways.
  const training = inTraining(expression.test);
  if (training !== undefined && isNumber(left) && isNumber(right)) return training ? left : right;
  return join(machine, left, right);
}

const isNumber = (value: Value): boolean => value.kind === 'scalar' && typeof value.value === 'number';

/** Whether `self.training`, or its opposite, holds while a network trains; undefined for any other question. */
function inTraining(test: Expression): boolean | undefined {
  if (test.kind === 'Attribute') return test.name === 'training' ? true : undefined;
  if (test.kind !== 'Unary' || test.operator !== 'not') return undefined;
  const inner = inTraining(test.operand);
  return inner === undefined ? undefined : !inner;
}

function lambdaValue(machine: Machine, scope: Scope, definition: LambdaExpression): Value {
  const value: FunctionValue = {
    kind: 'function',
    definition,
    scope,
    owner: undefined,
    binding: 'plain',
    defaults: undefined,
  };
  defaultsOf(machine, value);
  return value;
}

/** An f-string whose parts are all known; anything else with replacements is unknown. */
function formatted(
  machine: Machine,
  scope: Scope,
  expression: Extract<Expression, { kind: 'String' }>,
): Value {
  if (expression.value !== undefined) return expression.bytes ? UNKNOWN : scalar(expression.value);
  const parts = partsOfFormatString(expression);
  if (parts === undefined) return UNKNOWN;
  let text = '';
  for (const part of parts) {
    const written = typeof part === 'string' ? part : textOf(evaluate(machine, scope, part));
    if (written === undefined) return UNKNOWN;
    text += written;
  }
  return textValue(text);
}

function sequence(
  machine: Machine,
  scope: Scope,
  elements: readonly Expression[],
  kind: 'Tuple' | 'List' | 'Set',
): Value {
  const written = elements.map((element) => {
    const isSpread = element.kind === 'Starred';
    return { isSpread, value: evaluate(machine, scope, isSpread ? element.value : element) };
  });
  const lengths = kind === 'Set' ? undefined : lengthsOfRow(written);
  if (lengths !== undefined) return lengths;
  const values: Value[] = [];
  let open = false;
  for (const { isSpread, value } of written) {
    if (isSpread) {
      const spread = elementsOf(machine, value);
      if (!pushAll(machine, values, spread.elements)) open = true;
      if (!spread.known && !spread.elements.some(mayBeRun)) open = true;
    } else values.push(value);
  }
  if (kind === 'Set') return list(distinct(machine, values), 'set', open);
  return list(values, kind === 'Tuple' ? 'tuple' : 'list', open);
}

/** `*x.shape[:-1], heads, width`; undefined where no shape is spread, or where something else stands beside it. */
function lengthsOfRow(
  row: readonly { readonly isSpread: boolean; readonly value: Value }[],
): Value | undefined {
  if (!row.some(({ isSpread, value }) => isSpread && isUncounted(value))) return undefined;
  const parts: LengthPart[] = [];
  for (const { isSpread, value } of row) {
    const added = lengthsOf(isSpread ? value : list([value], 'tuple'));
    if (added === undefined) return undefined;
    parts.push(...added);
  }
  return lengthsValue(parts);
}

/** An entry of a table takes as much room as so many elements. */
const COPIES_OF_ENTRY = 8;

export function spreadInto(machine: Machine, target: ReturnType<typeof dictionary>, value: Value): void {
  if (value.kind === 'dictionary') {
    machine.copy(COPIES_OF_ENTRY * value.entries.size);
    for (const [key, entry] of value.entries) {
      machine.heap.setEntry(target, key, value.keys.get(key) ?? null, entry);
    }
    target.open ||= value.open;
  } else if (value.kind === 'alternatives') {
    for (const option of value.options) spreadInto(machine, target, option);
  } else target.open = true;
}

function evaluateCall(machine: Machine, scope: Scope, expression: CallExpression): Value {
  const callee = evaluate(machine, scope, expression.callee);
  const given = evaluateArguments(machine, scope, expression, isTensorMethodCall(callee));
  // `super()` and `locals()` need to know where they stand.
  const value = callValue(machine, callee, given, expression, scope);
  // A table hands on what was put there: only the traced document's own question for it names it anew.
  const isHandedOn = callee.kind === 'method' && callee.receiver.kind === 'dictionary';
  const traced = machine.modules.main.uri;
  return isHandedOn && expression.unit.uri !== traced ? value : namedByCall(value, expression, traced);
}

const isPositional = ({ form }: CallExpression['arguments'][number]): boolean => form === 'positional';

const isTensorMethodCall = (callee: Value): boolean =>
  callee.kind === 'method' && callee.receiver.kind === 'signal';

/** @param takesShape `x.view(*x.shape[:-1], heads, width)` is then given one shape */
function evaluateArguments(
  machine: Machine,
  scope: Scope,
  expression: CallExpression,
  takesShape: boolean,
): CallArguments {
  const { arguments: written } = expression;
  if (written.length === 0) return NO_ARGUMENTS;
  // Nothing but values, as in most calls: an array of just their number.
  if (written.every(isPositional)) {
    const positional = new Array<Value>(written.length);
    let index = 0;
    for (const argument of written) {
      positional[index] = evaluate(machine, scope, argument.value);
      index += 1;
    }
    return { positional, keywords: NO_KEYWORDS, open: false };
  }
  const values: Value[] = [];
  const row: { readonly isSpread: boolean; readonly value: Value }[] = [];
  let named: Map<string, Value> | undefined;
  let open = false;
  for (const argument of written) {
    const value = evaluate(machine, scope, argument.value);
    if (argument.form === 'star' || argument.form === 'positional')
      row.push({ isSpread: argument.form === 'star', value });
    if (argument.form === 'keyword' && argument.name !== undefined)
      (named ??= new Map<string, Value>()).set(argument.name, value);
    else if (argument.form === 'positional') {
      if (!open) values.push(value);
    } else if (argument.form === 'star') {
      const spread = elementsOf(machine, value);
      if (!pushAll(machine, values, spread.elements)) open = true;
      if (!spread.known && !spread.elements.some(mayBeRun)) open = true;
    } else if (value.kind === 'dictionary') {
      machine.look(value.entries.size);
      for (const [key, entry] of value.entries) {
        const name = value.keys.get(key);
        if (typeof name === 'string') (named ??= new Map<string, Value>()).set(name, entry);
      }
      if (value.open) open = true;
    } else open = true;
  }
  const lengths = takesShape && row.length === written.length ? lengthsOfRow(row) : undefined;
  if (lengths !== undefined) return { positional: [lengths], keywords: NO_KEYWORDS, open: false };
  return { positional: values, keywords: named ?? NO_KEYWORDS, open };
}
