import type {
  BinaryOperator,
  ComparisonOperator,
  Expression,
  SequenceExpression,
  SliceExpression,
  StringExpression,
} from '../syntax';
import { readArguments, readParameters } from './arguments';
import { readComprehensionClauses } from './comprehensions';
import { place, type Reading } from './reading';
import { readNumber, readString } from './strings';
import { own } from '../../own';

type ExpressionReader = (reading: Reading) => Expression;

/** Reads the node under the cursor, which stays where it is. Anything that is no expression is missing. */
export function readExpression(reading: Reading): Expression {
  const reader = own(readers, reading.name());
  if (reader === undefined) {
    reading.skip();
    return reading.missing(reading.start, reading.end);
  }
  return reading.deeper(() => reader(reading));
}

export function isExpression(reading: Reading): boolean {
  return own(readers, reading.name()) !== undefined;
}

/** Reads the node under the cursor if it is an expression and steps on; otherwise something is missing here. */
export function takeExpression(reading: Reading, at: number): Expression {
  if (!reading.more || !isExpression(reading)) return reading.missing(at);
  const expression = readExpression(reading);
  reading.next();
  return expression;
}

/** `*value` or an expression; steps on. */
function takeElement(reading: Reading, at: number): Expression {
  if (!reading.more || reading.name() !== '*') return takeExpression(reading, at);
  const { start, end } = reading;
  reading.next();
  const value = takeExpression(reading, end);
  return { kind: 'Starred', unit: reading.unit, start, end: value.end, value };
}

/** Reads `a`, `a, *b` or `a,` from here on; a tuple where a comma stands. Stops at the first piece that is neither. */
export function takeList(reading: Reading, at: number): Expression {
  const { elements, comma, end } = takeElements(reading);
  const [first] = elements;
  if (first === undefined) return reading.missing(at);
  if (!comma) return first;
  return { kind: 'Tuple', unit: reading.unit, start: first.start, end, elements };
}

/** The elements of such a list and where it ends. */
export function takeElements(reading: Reading): {
  readonly elements: Expression[];
  readonly comma: boolean;
  readonly end: number;
} {
  const elements: Expression[] = [];
  let comma = false;
  let end = reading.start;
  while (reading.more) {
    if (reading.name() === ',') {
      comma = true;
      end = reading.end;
      reading.next();
    } else if (reading.name() === '*' || isExpression(reading)) {
      const element = takeElement(reading, reading.start);
      end = element.end;
      elements.push(element);
    } else break;
  }
  return { elements, comma, end };
}

function readBinary(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const chained = reading.name() === 'BinaryExpression';
  const left = takeExpression(reading, at.start);
  let operator = '';
  let after = left.end;
  while (reading.more && !isExpression(reading)) {
    operator += (operator === '' ? '' : ' ') + reading.source();
    after = reading.end;
    reading.next();
  }
  const right = takeExpression(reading, after);
  reading.leave();
  if (operator === 'and' || operator === 'or') return { kind: 'Logical', ...at, operator, left, right };
  if (isComparison(operator)) {
    const link = { operator: operator === '<>' ? '!=' : operator, right } as const;
    // A bracketed comparison on the left is a value; a bare one is the chain's beginning.
    return chained && left.kind === 'Comparison'
      ? { kind: 'Comparison', ...at, left: left.left, rest: [...left.rest, link] }
      : { kind: 'Comparison', ...at, left, rest: [link] };
  }
  return isArithmetic(operator) ? { kind: 'Binary', ...at, operator, left, right } : left;
}

const comparisons: ReadonlySet<string> = new Set<ComparisonOperator | '<>'>([
  '<',
  '>',
  '<=',
  '>=',
  '==',
  '!=',
  '<>',
  'in',
  'not in',
  'is',
  'is not',
]);
const arithmetic: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '//',
  '%',
  '@',
  '**',
  '<<',
  '>>',
  '&',
  '|',
  '^',
]);

function isComparison(operator: string): operator is ComparisonOperator | '<>' {
  return comparisons.has(operator);
}

export function isArithmetic(operator: string): operator is BinaryOperator {
  return arithmetic.has(operator);
}

function readUnary(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const operator = reading.source();
  const { end } = reading;
  reading.next();
  const operand = takeExpression(reading, end);
  reading.leave();
  return operator === '+' || operator === '-' || operator === '~' || operator === 'not'
    ? { kind: 'Unary', ...at, operator, operand }
    : operand;
}

/** `( … )`, of which only the inside counts. */
function readParenthesized(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  reading.next();
  const inside = takeElement(reading, at.end);
  reading.leave();
  return inside;
}

function readSequence(kind: SequenceExpression['kind']): ExpressionReader {
  return (reading) => {
    const at = place(reading);
    if (!reading.enter()) return { kind, ...at, elements: [] };
    reading.next();
    const { elements } = takeElements(reading);
    reading.leave();
    return { kind, ...at, elements };
  };
}

function readDictionary(reading: Reading): Expression {
  const at = place(reading);
  const entries: { key: Expression | undefined; value: Expression }[] = [];
  if (!reading.enter()) return { kind: 'Dictionary', ...at, entries };
  while (reading.more) {
    const name = reading.name();
    const { end } = reading;
    if (name === '**') {
      reading.next();
      entries.push({ key: undefined, value: takeExpression(reading, end) });
    } else if (isExpression(reading)) entries.push(takeEntry(reading));
    else reading.next();
  }
  reading.leave();
  return { kind: 'Dictionary', ...at, entries };
}

function takeEntry(reading: Reading): { readonly key: Expression; readonly value: Expression } {
  const key = takeExpression(reading, reading.start);
  let after = key.end;
  if (reading.more && reading.name() === ':') {
    after = reading.end;
    reading.next();
  }
  return { key, value: takeExpression(reading, after) };
}

function readComprehension(form: 'list' | 'set' | 'generator'): ExpressionReader {
  return (reading) => {
    const at = place(reading);
    if (!reading.enter()) return reading.missing(at.start, at.end);
    reading.next();
    const element = takeElement(reading, at.start);
    const clauses = readComprehensionClauses(reading);
    reading.leave();
    return { kind: 'Comprehension', ...at, form, element, value: undefined, clauses };
  };
}

function readDictionaryComprehension(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  reading.next();
  const unpacks = reading.more && reading.name() === '**';
  if (unpacks) reading.next();
  const { key, value } = unpacks
    ? { key: takeExpression(reading, at.start), value: undefined }
    : takeEntry(reading);
  const clauses = readComprehensionClauses(reading);
  reading.leave();
  return { kind: 'Comprehension', ...at, form: 'dictionary', element: key, value, clauses };
}

function readCall(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const callee = takeExpression(reading, at.start);
  const list = reading.more && reading.name() === 'ArgList' ? readArguments(reading) : [];
  reading.leave();
  return { kind: 'Call', ...at, callee, arguments: list };
}

function readMember(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const object = takeExpression(reading, at.start);
  if (reading.more && reading.name() === '[') {
    const after = reading.end;
    reading.next();
    const index = takeSubscript(reading, after);
    reading.leave();
    return { kind: 'Subscript', ...at, object, index };
  }
  let name = '';
  let nameStart = at.end;
  for (; reading.more; reading.next()) {
    if (reading.name() !== 'PropertyName') continue;
    name = reading.identifier();
    nameStart = reading.start;
  }
  reading.leave();
  return { kind: 'Attribute', ...at, object, name, nameStart };
}

function takeSubscript(reading: Reading, at: number): Expression {
  const items: Expression[] = [];
  let comma = false;
  let end = at;
  while (reading.more && reading.name() !== ']') {
    if (reading.name() === ',') {
      comma = true;
      end = reading.end;
      reading.next();
      continue;
    }
    const item = takeSlice(reading);
    if (item === undefined) break;
    end = item.end;
    items.push(item);
  }
  const [first] = items;
  if (first === undefined) return reading.missing(at);
  return comma || first.kind === 'Starred'
    ? { kind: 'Tuple', unit: reading.unit, start: first.start, end, elements: items }
    : first;
}

function takeSlice(reading: Reading): Expression | undefined {
  if (reading.name() === '*') return takeElement(reading, reading.start);
  const { start } = reading;
  const parts: (Expression | undefined)[] = [undefined];
  let end = start;
  while (reading.more) {
    if (reading.name() === ':') {
      parts.push(undefined);
      end = reading.end;
      reading.next();
    } else if (isExpression(reading) && parts.at(-1) === undefined) {
      const part = takeExpression(reading, start);
      parts[parts.length - 1] = part;
      end = part.end;
    } else break;
  }
  const [lower, upper, step] = parts;
  if (parts.length === 1) return lower;
  const slice: SliceExpression = { kind: 'Slice', unit: reading.unit, start, end, lower, upper, step };
  return slice;
}

function readConditional(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const whenTrue = takeExpression(reading, at.start);
  if (reading.more && reading.name() === 'if') reading.next();
  const test = takeExpression(reading, at.end);
  if (reading.more && reading.name() === 'else') reading.next();
  const whenFalse = takeExpression(reading, at.end);
  reading.leave();
  return { kind: 'Conditional', ...at, test, whenTrue, whenFalse };
}

function readLambda(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  reading.next();
  const parameters = reading.more && reading.name() === 'ParamList' ? readParameters(reading) : [];
  while (reading.more && !isExpression(reading)) reading.next();
  const body = takeExpression(reading, at.end);
  reading.leave();
  return { kind: 'Lambda', ...at, parameters, body };
}

function readNamed(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  const target = takeExpression(reading, at.start);
  if (reading.more && reading.name() === 'AssignOp') reading.next();
  const value = takeExpression(reading, at.end);
  reading.leave();
  return { kind: 'Named', ...at, target, value };
}

function readAwait(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return reading.missing(at.start, at.end);
  reading.next();
  const value = takeExpression(reading, at.end);
  reading.leave();
  return { kind: 'Await', ...at, value };
}

/** Reads `yield`, also as the statement that is nothing else. */
export function readYield(reading: Reading): Expression {
  const at = place(reading);
  if (!reading.enter()) return { kind: 'Yield', ...at, from: false, value: undefined };
  reading.next();
  const from = reading.more && reading.name() === 'from';
  if (from) reading.next();
  const value = reading.more ? takeList(reading, at.end) : undefined;
  reading.leave();
  return { kind: 'Yield', ...at, from, value };
}

/** One literal, or several that follow each other. */
function readStrings(reading: Reading): Expression {
  const at = place(reading);
  const replacements: Expression[] = [];
  let value: string | undefined = '';
  let bytes = false;
  const take = () => {
    if (reading.name() === 'FormatString' && reading.enter()) {
      for (; reading.more; reading.next())
        if (reading.name() === 'FormatReplacement') takeReplacement(reading, replacements);
      reading.leave();
    }
    const piece = readString(reading.source());
    if (!piece.closed) reading.error(reading.end, reading.end);
    value = value === undefined || piece.value === undefined ? undefined : value + piece.value;
    bytes ||= piece.bytes;
  };
  if (reading.name() === 'ContinuedString' && reading.enter()) {
    for (; reading.more; reading.next()) take();
    reading.leave();
  } else take();
  const result: StringExpression = {
    kind: 'String',
    ...at,
    value: replacements.length > 0 ? undefined : value,
    bytes,
    replacements,
  };
  return result;
}

function takeReplacement(reading: Reading, into: Expression[]): void {
  const { end } = reading;
  if (!reading.enter()) return;
  reading.next();
  into.push(takeList(reading, end));
  for (; reading.more; reading.next()) {
    if (reading.name() !== 'FormatSpec' || !reading.enter()) continue;
    for (; reading.more; reading.next())
      if (reading.name() === 'FormatReplacement') takeReplacement(reading, into);
    reading.leave();
  }
  reading.leave();
}

const readers: Readonly<Record<string, ExpressionReader | undefined>> = {
  VariableName: (reading) => ({ kind: 'Name', ...place(reading), id: reading.identifier() }),
  Number: (reading) => ({ kind: 'Number', ...place(reading), ...readNumber(reading.source()) }),
  String: readStrings,
  FormatString: readStrings,
  ContinuedString: readStrings,
  Boolean: (reading) => ({ kind: 'Constant', ...place(reading), value: reading.source() === 'True' }),
  None: (reading) => ({ kind: 'Constant', ...place(reading), value: null }),
  Ellipsis: (reading) => ({ kind: 'Constant', ...place(reading), value: 'ellipsis' }),
  BinaryExpression: readBinary,
  UnaryExpression: readUnary,
  ParenthesizedExpression: readParenthesized,
  TupleExpression: readSequence('Tuple'),
  ArrayExpression: readSequence('List'),
  SetExpression: readSequence('Set'),
  DictionaryExpression: readDictionary,
  ComprehensionExpression: readComprehension('generator'),
  ArrayComprehensionExpression: readComprehension('list'),
  SetComprehensionExpression: readComprehension('set'),
  DictionaryComprehensionExpression: readDictionaryComprehension,
  CallExpression: readCall,
  MemberExpression: readMember,
  ConditionalExpression: readConditional,
  LambdaExpression: readLambda,
  NamedExpression: readNamed,
  AwaitExpression: readAwait,
  YieldExpression: readYield,
};
