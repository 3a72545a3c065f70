/** Which numbers of the code are parameters of a function, and where a new value is written. */
import type { Bindings } from '../python/names';
import type { CallExpression, Expression, Place } from '../python/syntax';

/** An expression that stands for one number of a function. */
export interface ParameterSlot {
  readonly name: string;
  /** Given another value in its place, everything around it follows. */
  readonly expression: Expression;
  readonly value: number;
  readonly learned: boolean;
  readonly whole: boolean;
  /** Undefined where the code does not write the number: `initializer='zeros'`. */
  readonly written: { readonly place: Place; readonly before: string; readonly after: string } | undefined;
  /** A number of Python, or an element of a tensor. */
  readonly form: 'python' | 'tensor';
}

type Found = Omit<ParameterSlot, 'name'>;

/** Calls around a number that make a weight or a constant of it. */
const wrappers =
  /(?:^|\.)(?:Parameter|Param|Variable|tensor|as_tensor|FloatTensor|Tensor|array|asarray|constant|Constant|convert_to_tensor|float32|float64|float|full|full_like|fill)$/u;
const learnt = /(?:^|\.)(?:Parameter|Param|Variable)$/u;
const equalElements = /(?:^|\.)(ones|zeros)$/u;
const deepest = 12;

/** The number in an expression such as `0.25`, `nn.Parameter(torch.tensor(0.25))`, `torch.ones(1) * 0.25`; undefined for others. */
export function slotIn(
  expression: Expression,
  bindings: Bindings,
  learned = false,
  depth = 0,
): Found | undefined {
  if (depth > deepest) return undefined;
  const inside = (inner: Expression | undefined, isLearned = learned) =>
    inner && slotIn(inner, bindings, isLearned, depth + 1);
  switch (expression.kind) {
    case 'Number':
      if (expression.imaginary) return undefined;
      return literal(expression, expression.value, learned, expression.integer);
    case 'Unary': {
      const { operand } = expression;
      if (expression.operator !== '-' || operand.kind !== 'Number' || operand.imaginary) return undefined;
      return literal(expression, -operand.value, learned, operand.integer);
    }
    case 'List':
    case 'Tuple':
      return expression.elements.length === 1 ? inside(expression.elements[0]) : undefined;
    case 'Lambda':
      return inside(expression.body);
    case 'Binary': {
      if (expression.operator !== '*') return undefined;
      const { left, right } = expression;
      const isOnes = (one: Expression) =>
        one.kind === 'Call' && (bindings.qualifiedName(one.callee) ?? '').endsWith('.ones');
      if (isOnes(left)) return inside(right);
      return isOnes(right) ? inside(left) : undefined;
    }
    case 'Call':
      return inCall(expression, bindings, learned, inside);
    default:
      return undefined;
  }
}

const literal = (expression: Expression, value: number, learned: boolean, whole: boolean): Found => ({
  expression,
  value,
  learned,
  whole,
  written: { place: expression, before: '', after: '' },
  form: 'python',
});

function inCall(
  call: CallExpression,
  bindings: Bindings,
  learned: boolean,
  inside: (inner: Expression | undefined, learned?: boolean) => Found | undefined,
): Found | undefined {
  const { callee, arguments: given } = call;
  const name = bindings.qualifiedName(callee) ?? (callee.kind === 'Name' ? callee.id : '');
  const keyword = (...names: readonly string[]) =>
    given.find((one) => one.name !== undefined && names.includes(one.name))?.value;
  const positional = given.filter(({ form }) => form === 'positional').map(({ value }) => value);
  if (callee.kind === 'Attribute' && (callee.name === 'add_weight' || callee.name === 'param')) {
    const initializer = callee.name === 'param' ? positional[1] : (keyword('initializer') ?? positional[2]);
    return inside(initializer, true) ?? startOfWeight(call, initializer, bindings);
  }
  const equal = equalElements.exec(name)?.[1];
  if (equal !== undefined) return inEqualElements(call, equal === 'ones' ? 1 : 0, learned);
  if (!wrappers.test(name) && !/(?:^|\.)initializers\.constant$/u.test(name)) return undefined;
  const isFull = /(?:^|\.)(?:full|full_like|fill)$/u.test(name);
  const inner = isFull
    ? (positional[1] ?? keyword('fill_value', 'value'))
    : (positional[0] ?? keyword('data', 'value'));
  return inside(inner, learned || learnt.test(name));
}

/** The weight that an initialiser of one number makes. */
function startOfWeight(
  call: CallExpression,
  initializer: Expression | undefined,
  bindings: Bindings,
): Found | undefined {
  const value = initializer && namedStart(initializer, bindings);
  if (value === undefined) return undefined;
  return { expression: call, value, learned: true, whole: false, written: undefined, form: 'tensor' };
}

/** `torch.ones(1, 3)`, which is written with another number as `torch.full((1, 3), …)`. */
function inEqualElements(call: CallExpression, value: number, learned: boolean): Found {
  const { callee, arguments: given } = call;
  const [only, ...more] = given;
  const shape = call.unit.text.slice(only?.start ?? call.end, given.at(-1)?.end ?? call.end);
  const written = call.unit.text.slice(callee.start, callee.end);
  const module = written.slice(0, Math.max(0, written.lastIndexOf('.')));
  const isPlain = module !== '' && only?.form === 'positional' && more.length === 0;
  const isTuple = only?.value.kind === 'Tuple' || only?.value.kind === 'List';
  const axes = isTuple ? shape : `(${shape},)`;
  return {
    expression: call,
    value,
    learned,
    whole: false,
    written: isPlain ? { place: call, before: `${module}.full(${axes}, `, after: ')' } : undefined,
    form: 'tensor',
  };
}

/** What `ones`, `'zeros'` and their kin start a weight with. */
function namedStart(initializer: Expression, bindings: Bindings): number | undefined {
  const callee = initializer.kind === 'Call' ? initializer.callee : initializer;
  const name =
    callee.kind === 'String'
      ? (callee.value ?? '')
      : (bindings.qualifiedName(callee) ?? '').replace(/^.*\./u, '');
  if (/^(?:ones|Ones|ones_init|ones_initializer)$/u.test(name)) return 1;
  return /^(?:zeros|Zeros|zeros_init|zeros_initializer)$/u.test(name) ? 0 : undefined;
}
