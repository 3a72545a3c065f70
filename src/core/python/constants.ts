/** Constant folding: what an expression's value is without running anything. */
import { forSomeKind, type BySomeKinds } from '../by-kind';
import type { ConstantValue } from './names';
import type { BinaryOperator, CallExpression, Expression } from './syntax';
import { own } from '../own';

/** What folding asks of name resolution. */
export interface ConstantContext {
  /** The single value that a name is bound to, if it is bound exactly once. */
  valueOf(name: Expression & { readonly kind: 'Name' }): Expression | undefined;
  qualifiedName(expression: Expression): string | undefined;
}

const deepest = 50;
const longest = 10_000;

const namedConstants: Readonly<Record<string, number>> = {
  'math.pi': Math.PI,
  'math.e': Math.E,
  'math.tau': 2 * Math.PI,
  'math.inf': Infinity,
  'numpy.pi': Math.PI,
  'numpy.e': Math.E,
  'numpy.inf': Infinity,
  'torch.pi': Math.PI,
  'torch.inf': Infinity,
};

const unaryFunctions: Readonly<Record<string, (x: number) => number>> = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  floor: Math.floor,
  ceil: Math.ceil,
  fabs: Math.abs,
  abs: Math.abs,
};
const functionModules: ReadonlySet<string> = new Set(['math', 'numpy', 'np']);

/** The value, or undefined where it depends on anything unknown. Depth and length are bounded. */
export function foldConstant(
  expression: Expression,
  context: ConstantContext,
  depth = 0,
  folded = new Map<Expression, ConstantValue | undefined>(),
): ConstantValue | undefined {
  if (depth > deepest) return undefined;
  const fold = (inner: Expression): ConstantValue | undefined =>
    foldConstant(inner, context, depth + 1, folded);
  return forSomeKind(folders, expression)?.(expression, { context, fold, folded });
}

interface Folding {
  readonly context: ConstantContext;
  /** Folds an expression within the one that is folded. */
  readonly fold: (inner: Expression) => ConstantValue | undefined;
  readonly folded: Map<Expression, ConstantValue | undefined>;
}

const folders: BySomeKinds<Expression, [Folding], ConstantValue | undefined> = {
  Number: ({ imaginary, value }) => (imaginary ? undefined : value),
  String: ({ bytes, value }) => (bytes ? undefined : value),
  Constant: ({ value }) => (value === 'ellipsis' ? undefined : value),
  Tuple: ({ elements }, { fold }) => {
    const tuple = foldAll(elements, fold);
    return tuple && { tuple };
  },
  List: ({ elements }, { fold }) => {
    const list = foldAll(elements, fold);
    return list && { list };
  },
  Unary: ({ operator, operand }, { fold }) => {
    const value = fold(operand);
    return value === undefined ? undefined : foldUnary(operator, value);
  },
  Binary: (expression, { fold }) => {
    const left = fold(expression.left);
    const right = left === undefined ? undefined : fold(expression.right);
    return left === undefined || right === undefined
      ? undefined
      : foldBinary(expression.operator, left, right);
  },
  Name: (expression, { context, fold, folded }) => {
    const value = context.valueOf(expression);
    if (value === undefined) return importedConstant(expression, context);
    // Each value is folded once: `b = a + a`, `c = b + b` … doubles at every step.
    if (!folded.has(value)) {
      folded.set(value, undefined);
      folded.set(value, fold(value));
    }
    return folded.get(value);
  },
  Conditional: ({ test, whenTrue, whenFalse }, { fold }) => {
    const value = fold(test);
    if (value === undefined || (typeof value === 'object' && value !== null)) return undefined;
    return fold(value ? whenTrue : whenFalse);
  },
  Attribute: (expression, { context }) => importedConstant(expression, context),
  Call: (expression, { context, fold }) => foldCall(expression, context, fold),
};

function foldAll(
  elements: readonly Expression[],
  fold: Folding['fold'],
): readonly ConstantValue[] | undefined {
  if (elements.length > longest) return undefined;
  const values = elements.map(fold);
  return allKnown(values) ? values : undefined;
}

/** `math.pi`, also where it is imported by its own name. */
function importedConstant(expression: Expression, context: ConstantContext): number | undefined {
  const name = context.qualifiedName(expression);
  return name !== undefined && Object.hasOwn(namedConstants, name) ? own(namedConstants, name) : undefined;
}

function allKnown(values: readonly (ConstantValue | undefined)[]): values is readonly ConstantValue[] {
  return values.every((value) => value !== undefined);
}

function foldUnary(operator: '+' | '-' | '~' | 'not', value: ConstantValue): ConstantValue | undefined {
  if (operator === 'not') return typeof value === 'object' && value !== null ? undefined : !value;
  const number = asNumber(value);
  if (number === undefined) return undefined;
  return operator === '-'
    ? -number
    : operator === '+'
      ? number
      : Number.isInteger(number)
        ? -number - 1
        : undefined;
}

/** Python's bool is a number. */
function asNumber(value: ConstantValue): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : undefined;
}

function foldBinary(
  operator: BinaryOperator,
  left: ConstantValue,
  right: ConstantValue,
): ConstantValue | undefined {
  if (typeof left === 'string' && typeof right === 'string' && operator === '+') {
    return left.length + right.length > longest ? undefined : left + right;
  }
  if (typeof left === 'object' && left !== null) return foldSequence(operator, left, right);
  const a = asNumber(left);
  const b = asNumber(right);
  return a === undefined || b === undefined ? undefined : foldNumbers(operator, a, b);
}

function foldSequence(
  operator: BinaryOperator,
  left: Exclude<ConstantValue, number | string | boolean | null>,
  right: ConstantValue,
): ConstantValue | undefined {
  const items = 'tuple' in left ? left.tuple : left.list;
  const wrap = (values: readonly ConstantValue[]): ConstantValue =>
    'tuple' in left ? { tuple: values } : { list: values };
  if (
    operator === '*' &&
    typeof right === 'number' &&
    Number.isInteger(right) &&
    items.length * right <= longest
  ) {
    return wrap(Array.from({ length: Math.max(0, right) }, () => items).flat());
  }
  if (operator !== '+' || typeof right !== 'object' || right === null || 'tuple' in left !== 'tuple' in right)
    return undefined;
  const others = 'tuple' in right ? right.tuple : right.list;
  return items.length + others.length > longest ? undefined : wrap([...items, ...others]);
}

function foldNumbers(operator: BinaryOperator, a: number, b: number): number | undefined {
  const value = compute(operator, a, b);
  // Integers beyond float64's reach and overflows are not what Python would give.
  return value === undefined ||
    Number.isNaN(value) ||
    (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b))
    ? undefined
    : value;
}

function compute(operator: BinaryOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    case '<<':
      return Number.isInteger(a) && Number.isInteger(b) && b >= 0 && b < 53 ? a * 2 ** b : undefined;
    case '>>':
      return Number.isInteger(a) && Number.isInteger(b) && b >= 0 && b < 53
        ? Math.floor(a / 2 ** b)
        : undefined;
    default:
      return undefined;
  }
}

function foldCall(
  call: CallExpression,
  context: ConstantContext,
  fold: (inner: Expression) => ConstantValue | undefined,
): ConstantValue | undefined {
  if (call.arguments.length === 0 || call.arguments.some(({ form }) => form !== 'positional'))
    return undefined;
  const values = call.arguments.map(({ value }) => fold(value));
  if (!allKnown(values)) return undefined;
  const [first] = values;
  if (first === undefined) return undefined;
  if (
    call.callee.kind === 'Name' &&
    context.qualifiedName(call.callee) === undefined &&
    context.valueOf(call.callee) === undefined
  ) {
    return foldBuiltin(call.callee.id, first, values);
  }
  const name = context.qualifiedName(call.callee);
  const dot = name?.lastIndexOf('.') ?? -1;
  if (name === undefined || dot < 0 || !functionModules.has(name.slice(0, dot))) return undefined;
  const number = asNumber(first);
  if (number === undefined) return undefined;
  const short = name.slice(dot + 1);
  const second = values[1] === undefined ? undefined : asNumber(values[1]);
  if (short === 'pow' || short === 'power')
    return second === undefined ? undefined : foldNumbers('**', number, second);
  const value = values.length === 1 ? own(unaryFunctions, short)?.(number) : undefined;
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function foldBuiltin(
  name: string,
  first: ConstantValue,
  values: readonly ConstantValue[],
): ConstantValue | undefined {
  if (name === 'float' && values.length === 1) {
    if (typeof first !== 'string') return asNumber(first);
    const text = first.trim().toLowerCase().replace(/^\+/, '');
    if (/^-?inf(?:inity)?$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
  }
  const numbers = values.map(asNumber);
  if (!numbers.every((value) => value !== undefined)) return undefined;
  const [number] = numbers;
  if (number === undefined) return undefined;
  switch (name) {
    case 'int':
      return numbers.length === 1 && Number.isFinite(number) ? Math.trunc(number) : undefined;
    case 'abs':
      return numbers.length === 1 ? Math.abs(number) : undefined;
    case 'bool':
      return numbers.length === 1 ? number !== 0 : undefined;
    case 'min':
      return numbers.length > 1 ? Math.min(...numbers) : undefined;
    case 'max':
      return numbers.length > 1 ? Math.max(...numbers) : undefined;
    case 'pow':
      return numbers[1] === undefined ? undefined : foldNumbers('**', number, numbers[1]);
    default:
      return undefined;
  }
}
