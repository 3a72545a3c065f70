/** What the operators of Python make of values. */
import { add, constantJet, divide, multiply, negate, power, subtract, type Jet } from '../numerics/jet';
import type { OfKind } from '../by-kind';
import { phrase } from '../phrase';
import type { BinaryOperator, ComparisonExpression, Place } from '../python/syntax';
import { keysOf } from './dictionaries';
import type { Evaluation } from './evaluation';
import { dotted, elementwise, tensorOf } from './tensor-values';
import { interpolated } from './text-format';
import { LONGEST_TEXT } from './text-methods';
import { describe, jetOf, none, numberValue, Raised, Refused, truthValue, type Value } from './value';

/** Where branches and work are counted. */
type Counting = Pick<Evaluation, 'trace' | 'goThrough'>;

const anOperand = phrase`an operand`;

const bitOperators: ReadonlyMap<string, (left: boolean, right: boolean) => boolean> = new Map([
  ['&', (left, right) => left && right],
  ['|', (left, right) => left || right],
  ['^', (left, right) => left !== right],
]);

export function unaryResult(
  operator: '+' | '-' | '~' | 'not',
  value: Value,
  place: Place,
  self: Pick<Evaluation, 'truth'>,
): Value {
  if (value.kind === 'nothing' && operator !== 'not') return value;
  if (value.kind === 'tensor')
    return elementwise([value], place, ([cell]) => unaryResult(operator, cell ?? none, place, self));
  if (operator === 'not' || (operator === '~' && value.kind === 'truth'))
    return truthValue(!self.truth(value, place));
  if (operator === '~') throw new Refused(phrase`bit operations are not followed`, place);
  if (value.kind === 'total') return operator === '-' ? { ...value, term: negate(value.term) } : value;
  const jet = jetOf(value, place, anOperand);
  const result = numberValue(operator === '-' ? negate(jet) : jet);
  return value.kind === 'number' && value.python ? { ...result, python: true } : result;
}

export function binaryResult(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  place: Place,
  self: Counting,
): Value {
  if (left.kind === 'nothing' || left.kind === 'unknown') return left;
  if (right.kind === 'nothing' || right.kind === 'unknown') return right;
  if (operator === '@') return dotted(left, right, self.trace, place);
  if (operator === '%' && left.kind === 'text') {
    const value = interpolated(left.value, right);
    return value === undefined || value.length > LONGEST_TEXT
      ? { kind: 'unknown', because: phrase`what this string says is not known`, place }
      : { kind: 'text', value };
  }
  const sequence = ofSequences(operator, left, right, place, self) ?? ofTotals(operator, left, right);
  if (sequence) return sequence;
  if (left.kind === 'tensor' || right.kind === 'tensor') {
    // numpy and PyTorch make a tensor of a list beside one.
    const whole = [left, right].map((one) => (one.kind === 'list' ? tensorOf(one, place) : one));
    return elementwise(whole, place, ([a, b]) => binaryResult(operator, a ?? none, b ?? none, place, self));
  }
  const onBits = bitOperators.get(operator);
  if (onBits) {
    if (left.kind === 'truth' && right.kind === 'truth') return truthValue(onBits(left.value, right.value));
    throw new Refused(phrase`bit operations are not followed`, place);
  }
  return ofNumbers(operator, left, right, place, self);
}

/** Lists and texts joined, lists repeated; undefined where neither happens. */
function ofSequences(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  place: Place,
  self: Counting,
): Value | undefined {
  if (operator === '*' && left.kind === 'list') return repeated(left, right, place, self);
  if (operator === '*' && right.kind === 'list') return repeated(right, left, place, self);
  if (operator !== '+') return undefined;
  if (left.kind === 'list' && right.kind === 'list') {
    self.goThrough(place, left, right);
    return { kind: 'list', items: [...left.items, ...right.items] };
  }
  return left.kind === 'text' && right.kind === 'text'
    ? { kind: 'text', value: `${left.value}${right.value}`.slice(0, 1_000) }
    : undefined;
}

function repeated(
  list: OfKind<Value, 'list'>,
  times: Value,
  place: Place,
  self: Counting,
): Value | undefined {
  if (times.kind !== 'number' || !times.python || !Number.isInteger(times.jet.value)) return undefined;
  const count = Math.max(0, times.jet.value);
  self.trace.spend(count * list.items.length, place);
  return { kind: 'list', items: Array.from({ length: count }, () => list.items).flat() };
}

function ofNumbers(operator: BinaryOperator, left: Value, right: Value, place: Place, self: Counting): Value {
  const [a, b] = [jetOf(left, place, anOperand), jetOf(right, place, anOperand)];
  const isPython = [left, right].every(
    (one) => one.kind === 'truth' || (one.kind === 'number' && one.python),
  );
  if (isPython && b.value === 0 && (operator === '/' || operator === '//' || operator === '%'))
    throw new Raised();
  const result = arithmetic(operator, a, b, self);
  if (!result) throw new Refused(phrase`the operator \`${operator}\` is not followed`, place);
  return isPython ? { ...numberValue(result), python: true } : numberValue(result);
}

function arithmetic(operator: BinaryOperator, a: Jet, b: Jet, self: Counting): Jet | undefined {
  switch (operator) {
    case '+':
      return add(a, b);
    case '-':
      return subtract(a, b);
    case '*':
      return multiply(a, b);
    case '/':
      return divide(a, b);
    case '**':
      return power(a, b);
    case '//':
      return quotientAndRest(a, b, self.trace)[0];
    case '%':
      return quotientAndRest(a, b, self.trace)[1];
    default:
      return undefined;
  }
}

/** `a // b` and `a % b`, which has the sign of `b`. */
export function quotientAndRest(a: Jet, b: Jet, trace: Counting['trace']): readonly [Jet, Jet] {
  const quotient = Math.floor(a.value / b.value);
  trace.branch(quotient);
  const { slope, curvature } = subtract(a, multiply(constantJet(quotient), b));
  const raw = a.value % b.value;
  const rest = { value: raw !== 0 && raw < 0 !== b.value < 0 ? raw + b.value : raw, slope, curvature };
  return [constantJet(quotient), rest];
}

/** Whether one comparison of a chain holds. */
export function compares(
  operator: ComparisonExpression['rest'][number]['operator'],
  left: Value,
  right: Value,
  place: Place,
  self: Counting,
): boolean {
  self.goThrough(place, left, right);
  if (operator === 'in' || operator === 'not in') {
    const items = right.kind === 'list' ? right.items : right.kind === 'dictionary' ? keysOf(right) : [right];
    const isIt = (item: Value) => comparedTypes(left, item, place) ?? isSame(left, item);
    return items.some(isIt) === (operator === 'in');
  }
  const ofVersion = comparedVersions(left, right, operator);
  if (ofVersion !== undefined) return ofVersion;
  const ofType = comparedTypes(left, right, place);
  if (ofType !== undefined) return ofType === (operator === '==' || operator === 'is');
  const numeric = (value: Value) => value.kind === 'number' || value.kind === 'truth';
  if (operator === 'is' || operator === 'is not' || !numeric(left) || !numeric(right)) {
    const known = (value: Value) => value.kind !== 'opaque' || value.name === '...';
    if (!known(left) || !known(right))
      throw new Refused(phrase`${describe(known(left) ? right : left)} is not known here`, place);
    if (operator === '==' || operator === 'is') return isSame(left, right);
    if (operator === '!=' || operator === 'is not') return !isSame(left, right);
  }
  const [a, b] = [jetOf(left, place, anOperand).value, jetOf(right, place, anOperand).value];
  const holds = { '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b, '==': a === b, '!=': a !== b }[
    operator as '<' | '>' | '<=' | '>=' | '==' | '!='
  ];
  self.trace.branch(holds ? 1 : 0);
  return holds;
}

/** Sums over the input added, or times a number: of such the derivative is known. */
function ofTotals(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  const isNumber = (value: Value): value is OfKind<Value, 'number'> =>
    value.kind === 'number' && value.python === true;
  if (left.kind === 'total' && right.kind === 'total') {
    if (operator === '+') return { ...left, term: add(left.term, right.term) };
    return operator === '-' ? { ...left, term: subtract(left.term, right.term) } : undefined;
  }
  if (left.kind === 'total' && isNumber(right)) {
    if (operator === '+' || operator === '-') return left;
    if (operator === '*') return { ...left, term: multiply(left.term, right.jet) };
    return operator === '/' ? { ...left, term: divide(left.term, right.jet) } : undefined;
  }
  if (right.kind === 'total' && isNumber(left)) {
    if (operator === '+') return right;
    if (operator === '-') return { ...right, term: negate(right.term) };
    return operator === '*' ? { ...right, term: multiply(left.jet, right.term) } : undefined;
  }
  return undefined;
}

/** `torch.__version__ >= '1.9'`: what is drawn is the newest version. */
function comparedVersions(left: Value, right: Value, operator: string): boolean | undefined {
  const isVersion = (value: Value) => value.kind === 'qualified' && value.name.endsWith('.__version__');
  if (isVersion(left) && right.kind === 'text') return operator.startsWith('>') || operator === '!=';
  return isVersion(right) && left.kind === 'text' ? operator.startsWith('<') || operator === '!=' : undefined;
}

/** Whether the input, which is a tensor of floats, is of a type; undefined where no such thing is asked. */
function comparedTypes(a: Value, b: Value, place: Place): boolean | undefined {
  const [type, other] = a.kind === 'opaque' ? [a, b] : [b, a];
  if (type.kind !== 'opaque' || type.name !== 'dtype' || other.kind !== 'qualified') return undefined;
  if (/\.(?:b?float16|half|u?int\d*|long|short|bool_?|complex\d*)$/u.test(other.name)) return false;
  throw new Refused(phrase`${describe(type)} is not known here`, place);
}

function isSame(a: Value, b: Value): boolean {
  if (a.kind === 'unknown') throw new Refused(a.because, a.place);
  if (b.kind === 'unknown') throw new Refused(b.because, b.place);
  if (a.kind === 'number' && b.kind === 'number') return a.jet.value === b.jet.value;
  if (a.kind === 'text' && b.kind === 'text') return a.value === b.value;
  if (a.kind === 'truth' && b.kind === 'truth') return a.value === b.value;
  if (a.kind === 'qualified' && b.kind === 'qualified') return a.name === b.name;
  return a.kind === 'none' && b.kind === 'none';
}
